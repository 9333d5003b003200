//! The support bundle: what a colleague sends along with (or instead of) the logs, one file for each further line form.
//!
//! The story: an upgrade in the night left the server without a library, so that two modules never started; the bounces
//! are not read, and workflows meet a file server, a script and a warehouse that refuse them.

use super::day::Day;

/// Longest row of a workflow journal, in characters.
const ROW: usize = 254;

/// A journal as a French or British operator exports it: day first, newest row first, message cut after 254 characters.
fn day_first_journal() -> String {
    let message = format!(
        "ODB-240000 ODBC error: Numeric value 'n/a' is not recognized   File 'wkf1042_13_1_0_47504750#458318uploadPart0.chunk.gz', line 1, character 10140   Row 279, column \"WKF1042_13_1_0\"[\"BICUST_ID\":1]   {}",
        "If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' for the ON_ERROR option. SQLState: 22018"
    );
    let (head, tail) = message.split_at(ROW);
    let statement = "WDB-200001 SQL statement 'COPY INTO wkf1042_13_1_0 (SACTIVE, BICUST_ID, SEMAIL) FROM @BULK' could not be executed.";
    let rows = [
        ("18/11/2026 21:51:26", "", "Workflow 'WKF1042' stopped on error"),
        ("18/11/2026 21:51:25", "fileTransfer", "CRL-290002 Download error in cURL"),
        ("18/11/2026 21:51:25", "fileTransfer", "Login denied"),
        ("18/11/2026 21:51:25", "fileTransfer", "* Authentication failure"),
        (
            "18/11/2026 21:51:25",
            "fileTransfer",
            "* SSH public key authentication failed: Unable to open public key file",
        ),
        (
            "18/11/2026 21:51:24",
            "fileTransfer",
            "Starting file listing 'sftp://files.retail.example:22/out/loyalty.csv'",
        ),
        ("18/11/2026 21:48:09", "load", statement),
        ("18/11/2026 21:48:09", "load", tail),
        ("18/11/2026 21:48:09", "load", head),
        ("18/11/2026 21:48:02", "", "Starting workflow (operator 'Jonas Weber (jweber)')"),
    ];
    rows.map(|(at, activity, text)| format!("{at}\t{activity}\t{text}\n")).concat()
}

/// A journal as an operator in the United States pastes it: month first, oldest row first.
const MONTH_FIRST_JOURNAL: &str = "\
11/18/2026 9:37:29 AM\t\tWorkflow 'WKF2203' is being run
11/18/2026 9:37:29 AM\tjs\tSCR-160012 JavaScript: error while evaluating script 'WKF2203/js'.
11/18/2026 9:37:29 AM\tjs\tJST-310026 The URL 'https://weather.example/today' that the script is trying to access is not part of the authorized addresses in urlPermission (serverconf.xml)
11/18/2026 9:37:30 AM\t\tWorkflow 'WKF2203' stopped on error
";

/// The log journal of the web process.
const PROCESS_JOURNAL: &str = r"2026-11-18 06:01:13 Nov 18, 2026 6:01:13 AM org.apache.catalina.startup.ContextConfig processResourceJARs\nSEVERE: Failed to process JAR found at URL [jar:file:/usr/local/neolane/nl6/java/lib/jurt.jar!/] for static resources to be included in context with name [/bin]
2026-11-18 06:01:14 Nov 18, 2026 6:01:14 AM org.apache.coyote.AbstractProtocol start\nINFO: Starting ProtocolHandler [http-nio-8080]
2026-11-18 09:12:40 Synchronisation of the content started
2026-11-18 09:12:43 INT-150012 The HTTP query returned a 'Internal Server Error' type error (500) (iRc=-53)
";

const PDUMP: &str = "\
22:40:31 >   Application server for Adobe Campaign Classic (7.3.4 build 9364@8f3ef8e of 09/04/2023)
syslogd@default (2201) - 20.9 MB
trackinglogd@default (2234) - 51.4 MB
wfserver@prod1 (2235) - 49.5 MB
stat@prod1 (2236) - 49.1 MB
web@default (2241) - 682.6 MB
watchdog (2198) - 8.0 MB
";

const MISSING: &str = "\
22:40:40 >   Application server for Adobe Campaign Classic (7.3.4 build 9364@8f3ef8e of 09/04/2023)
inMail@prod1
mta@prod1
";

const POSTUPGRADE: &str = "\
2026-11-18 02:10:11.020Z\t00002E7A\t1\tinfo\tlog\tUpdating table 'NmsRecipient'
2026-11-18 02:10:19.749Z\t00002E7A\t1\tinfo\tlog\t=========Summary of the update==========
2026-11-18 02:10:19.749Z\t00002E7A\t1\tinfo\tlog\tprod1 instance, 1 warning(s) and 1 error(s) during the update.
2026-11-18 02:10:19.749Z\t00002E7A\t1\twarning\tlog\tThe document with identifier 'loyaltyOverview' and type 'xtk:report' is in conflict with the new version.
[PU-0006] Entity of type : 'nms:webApp' and Id 'storeLocator', expression '[SQLDATA[' was found : '...@id IN ([SQLDATA[select iStoreId...'. (iRc=-1)
";

const CHECKS: &str = "\
[PU-0001] Entity of type : 'nms:delivery' and Id 'DM1207', expression '.@' was found : '...recipient.@lastName...'. (iRc=-1)
[PU-0005] Entity of type : 'xtk:workflow' and Id 'WKF1042', expression 'sql=' was found : '...sql=\"select 1\"...'. (iRc=-1)
";

const TOMCAT_TWO_LINES: &str = "\
Nov 18, 2026 6:00:41 AM org.apache.catalina.core.StandardService startInternal
INFO: Starting service [Catalina]
Nov 18, 2026 6:00:42 AM org.apache.catalina.loader.WebappClassLoaderBase clearReferencesThreads
WARNING: The web application [nl] appears to have started a thread but has failed to stop it.
";

const TOMCAT_ONE_LINE: &str = "\
18-Nov-2026 06:00:41.318 INFO [main] org.apache.catalina.core.StandardService.startInternal Starting service [Catalina]
18-Nov-2026 06:00:42.007 SEVERE [main] org.apache.catalina.startup.ContextConfig.processResourceJARs Failed to process JAR found at URL [jar:file:/usr/local/neolane/nl6/java/lib/juh.jar!/] for static resources to be included in context with name [/bin]
\tjava.io.FileNotFoundException: /usr/local/neolane/nl6/java/lib/juh.jar (No such file or directory)
\t\tat java.base/java.io.RandomAccessFile.open0(Native Method)
";

const SYSTEM_LOG: &str = "\
Nov 18 02:14:07 app1 systemd[1]: Starting Adobe Campaign Classic service...
Nov 18 02:14:08 app1 nlenv[7868]: nlserver: error while loading shared libraries: libicuuc.so.50: cannot open shared object file: No such file or directory
Nov 18 02:14:08 app1 systemd[1]: nlserver.service: Control process exited, code=exited status=127
Nov 18 02:14:08 app1 systemd[1]: nlserver.service: Failed with result 'exit-code'.
Nov 18 02:14:08 app1 systemd[1]: Failed to start Adobe Campaign Classic service.
Nov 18 02:20:01 app1 CRON[8001]: (root) CMD (run-parts /etc/cron.hourly)
";

const FAULT: &str = "\
<?xml version='1.0'?>
<SOAP-ENV:Envelope xmlns:xsd='http://www.w3.org/2001/XMLSchema' xmlns:SOAP-ENV='http://schemas.xmlsoap.org/soap/envelope/'>
  <SOAP-ENV:Body>
    <SOAP-ENV:Fault>
      <faultcode>SOAP-ENV:Server</faultcode>
      <faultstring>SOP-330011 Error while executing the method &apos;Write&apos; of service &apos;xtk:persist|xtk:session&apos;.</faultstring>
      <detail>PGS-220000 PostgreSQL error: ERROR: deadlock detected</detail>
    </SOAP-ENV:Fault>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
";

pub fn fill(day: &mut Day) {
    for (path, text) in [
        ("captures/write-fault.xml", FAULT),
        ("commands/monitor-missing.txt", MISSING),
        ("commands/pdump.txt", PDUMP),
        ("console/process-web.txt", PROCESS_JOURNAL),
        ("console/workflow-WKF2203.txt", MONTH_FIRST_JOURNAL),
        ("pasted/postupgrade-checks.txt", CHECKS),
        ("system/journalctl.txt", SYSTEM_LOG),
        ("tomcat-9/logs/catalina.2026-11-18.log", TOMCAT_ONE_LINE),
        ("tomcat-9/logs/catalina.out", TOMCAT_TWO_LINES),
        ("var/prod1/postupgrade/postupgrade_9364_02-10-11.log", POSTUPGRADE),
    ] {
        day.add_file(path, text.as_bytes().to_vec());
    }
    day.add_file("console/workflow-WKF1042.txt", day_first_journal().into_bytes());
}
