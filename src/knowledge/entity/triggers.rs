//! What a name is found by. To find another sort, add a row.

use super::EntityKind;

/// How the name follows its trigger.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Up to the closing quote, which is the last byte of the trigger.
    Quoted,
    /// The login in brackets at the end of a quoted name, or the whole name.
    Login,
    /// Digits, perhaps with a sign.
    Number,
    /// Upper case letters and digits.
    Token,
    /// Digits that begin right after the trigger, and the trigger itself.
    Id,
    /// The host of a URL: what stands before the path, without a login and a port.
    Authority,
}

/// Trigger, sort, shape. Matching is exact in case; the messages are constants of the product.
pub(super) const TRIGGERS: &[(&str, EntityKind, Shape)] = &[
    ("WKF", EntityKind::Workflow, Shape::Id),
    ("orkflow '", EntityKind::Workflow, Shape::Quoted),
    ("ctivity '", EntityKind::Activity, Shape::Quoted),
    ("Autostart module '", EntityKind::Module, Shape::Quoted),
    ("operator '", EntityKind::Operator, Shape::Login),
    ("Operator '", EntityKind::Operator, Shape::Login),
    ("delivery '", EntityKind::Delivery, Shape::Quoted),
    ("Delivery '", EntityKind::Delivery, Shape::Quoted),
    ("delivery ", EntityKind::Delivery, Shape::Number),
    ("xport '", EntityKind::Export, Shape::Quoted),
    ("mport '", EntityKind::Import, Shape::Quoted),
    ("server '", EntityKind::Host, Shape::Quoted),
    ("host name \"", EntityKind::Host, Shape::Quoted),
    ("http://", EntityKind::Host, Shape::Authority),
    ("https://", EntityKind::Host, Shape::Authority),
    ("file '", EntityKind::Path, Shape::Quoted),
    ("folder '", EntityKind::Path, Shape::Quoted),
    ("relation \"", EntityKind::Table, Shape::Quoted),
    ("external account '", EntityKind::Account, Shape::Quoted),
    ("iRc=", EntityKind::Irc, Shape::Number),
    ("errno=", EntityKind::Errno, Shape::Number),
    ("SQLState: ", EntityKind::Sqlstate, Shape::Token),
    ("type error (", EntityKind::Status, Shape::Number),
    ("HTTP status ", EntityKind::Status, Shape::Number),
];

/// The one trigger of an id, with its first digit.
pub(super) const ID: &str = "WKF0";
