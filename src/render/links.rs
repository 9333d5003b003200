//! Why an issue stands under another one, and what makes a cause one, in words.

use std::collections::BTreeMap;

use crate::{
    lang::{
        Lang,
        word::{self, Word},
    },
    report::{How, Issue, Link, Report},
};

/// The links of a report, found by the ids of their ends.
pub(super) struct Links<'a> {
    titles: BTreeMap<&'a str, &'a str>,
    /// How the symptoms of a cause were found.
    symptoms: BTreeMap<&'a str, Vec<How>>,
}

impl<'a> Links<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let title = |issue: &'a Issue| (issue.id.as_str(), issue.title.as_str());
        let mut symptoms = BTreeMap::<_, Vec<How>>::new();
        for issue in &report.issues {
            if let (Some(cause), Some(link)) = (&issue.caused_by, issue.link) {
                symptoms.entry(cause.as_str()).or_default().push(link.how);
            }
        }
        Self { titles: report.issues.iter().map(title).collect(), symptoms }
    }

    /// `likely a symptom of '…': the same thread wrote both within 10 s in 83 % of 64 cases (12 times chance)`
    pub(super) fn why(&self, issue: &Issue, lang: &Lang) -> Option<String> {
        let title = self.titles.get(issue.caused_by.as_deref()?)?;
        let evidence = in_words(issue.link?, lang);
        Some(lang.fill(word::SYMPTOM_OF, &[("title", *title), ("evidence", &evidence)]))
    }

    /// `likely first cause (evidence: symptoms by rule 2, by thread 1)`: a cause is what others stand under, no more.
    pub(super) fn evidence(&self, issue: &Issue, lang: &Lang) -> Option<String> {
        let symptoms = self.symptoms.get(issue.id.as_str()).filter(|_| !issue.is_symptom())?;
        let count = |word: Word, ways: &[How]| {
            let count = symptoms.iter().filter(|how| ways.contains(how)).count();
            (count > 0).then(|| lang.fill(word, &[("n", &count.to_string())]))
        };
        let counts = [
            count(word::SYMPTOMS_BY_RULE, &[How::Declared, How::Silence]),
            count(word::SYMPTOMS_BY_THREAD, &[How::Thread]),
            count(word::SYMPTOMS_BY_NAME, &[How::Workflow, How::Delivery, How::Operator]),
        ];
        let counts: Vec<_> = counts.into_iter().flatten().collect();
        Some(lang.fill(word::FIRST_CAUSE, &[("evidence", &counts.join(", "))]))
    }
}

fn in_words(link: Link, lang: &Lang) -> String {
    let percent = format!("{:.0}", link.share.unwrap_or(0.0) * 100.0);
    let lift = link.lift.unwrap_or(0.0);
    let lift = if lift < 10.0 { format!("{lift:.1}") } else { format!("{lift:.0}") };
    let samples = link.samples.unwrap_or(0).to_string();
    let values = [("percent", &*percent), ("lift", &lift), ("n", &samples)];
    let word = match link.how {
        How::Declared => word::LINK_DECLARED,
        How::Thread => word::LINK_THREAD,
        How::Workflow => word::LINK_WORKFLOW,
        How::Delivery => word::LINK_DELIVERY,
        How::Operator => word::LINK_OPERATOR,
        How::Silence => word::LINK_SILENCE,
    };
    lang.fill(word, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LangId;

    #[test]
    fn a_link_reads_as_a_sentence() {
        let link =
            Link { how: How::Thread, share: Some(0.83), lift: Some(12.4), samples: Some(64) };
        assert_eq!(
            in_words(link, LangId::En.lang()),
            "the same thread wrote both within 10 s in 83 % of 64 cases (12 times chance)"
        );
        let declared = Link { how: How::Declared, share: None, lift: None, samples: None };
        for id in LangId::ALL {
            for how in [How::Thread, How::Workflow, How::Delivery, How::Operator] {
                let text = in_words(Link { how, ..link }, id.lang());
                assert!(["83", "12", "64"].iter().all(|value| text.contains(value)), "{text}");
            }
            assert!(!in_words(declared, id.lang()).contains('{'));
        }
    }
}
