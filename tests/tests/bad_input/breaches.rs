//! The field rules of a contract, and messages that break them one at a time.

use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};

use super::samples::{OPERATOR_PATTERNS, PATTERNS, item, sample};

/// A message that breaks one rule.
pub(super) struct Breach {
    /// The fields, as a refusal must name them: several for a rule over several.
    pub(super) paths: Vec<String>,
    /// The rule, such as `string.max_len`.
    pub(super) rule: String,
    /// The message; every other rule is kept.
    pub(super) message: DynamicMessage,
}

/// The rules of one field, flat: `string.max_len`, `repeated.items.enum.not_in`, with their values.
pub(super) struct Rules(Vec<(String, Value)>);

impl Rules {
    /// What the option of a field says.
    pub(super) fn of(field: &FieldDescriptor) -> Self {
        let pool = field.parent_pool().clone();
        let option = pool.get_extension_by_name("buf.validate.field").unwrap();
        let options = field.options();
        let mut rules = Vec::new();
        if options.has_extension(&option) {
            flatten("", options.get_extension(&option).as_message().unwrap(), &mut rules);
        }
        Self(rules)
    }

    /// Whether a rule of that last name is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(rule, _)| rule.ends_with(&format!(".{name}")))
    }

    /// Whether the rules in a message are somebody else's: a row of a bulk is refused by its result.
    fn is_ignored(&self) -> bool {
        // `IGNORE_ALWAYS`.
        self.0.iter().any(|(rule, value)| rule == "ignore" && value.as_enum_number() == Some(3))
    }

    /// The pattern of a text.
    pub(super) fn pattern(&self) -> Option<&str> {
        self.0.iter().find(|(rule, _)| rule == "string.pattern").and_then(|(_, it)| it.as_str())
    }
}

fn flatten(prefix: &str, message: &DynamicMessage, rules: &mut Vec<(String, Value)>) {
    for (field, value) in message.fields() {
        let name = format!("{prefix}{}", field.name());
        match value {
            Value::Message(inner) => flatten(&format!("{name}."), inner, rules),
            value => rules.push((name, value.clone())),
        }
    }
}

/// A wrong value for a field: the rule that it breaks, whether that is a rule of an item, and the
/// value; none where the field must be absent to be wrong.
type Wrong = (String, bool, Option<Value>);

/// Every message that breaks one rule of an rpc's request.
pub(super) fn breaches(descriptor: &MessageDescriptor) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for place in places(descriptor) {
        for (rule, of_item, value) in wrong_values(place.field()) {
            let mut message = sample(descriptor);
            place.set(&mut message, value);
            let path = if of_item { format!("{}[0]", place.path()) } else { place.path() };
            breaches.push(Breach { paths: vec![path], rule, message });
        }
    }
    let exclusive = exclusive_fields(descriptor);
    if !exclusive.is_empty() {
        let mut none = sample(descriptor);
        for field in &exclusive {
            none.clear_field(field);
        }
        let mut all = sample(descriptor);
        for field in &exclusive {
            all.set_field(field, item(field));
        }
        for (rule, message) in [("oneof.required", none), ("oneof.fields", all)] {
            let mut paths: Vec<String> =
                exclusive.iter().map(|field| field.name().to_owned()).collect();
            paths.sort();
            breaches.push(Breach { paths, rule: rule.into(), message });
        }
    }
    breaches
}

/// One message in which every field that has a rule breaks one, and the paths that must be named.
pub(super) fn all_broken(descriptor: &MessageDescriptor) -> (DynamicMessage, Vec<String>) {
    let mut message = sample(descriptor);
    let mut paths = Vec::new();
    for field in exclusive_fields(descriptor) {
        message.set_field(&field, item(&field));
        paths.push(field.name().to_owned());
    }
    for place in places(descriptor) {
        // What holds messages keeps its own rules, so that there are fields in it to break.
        if matches!(place.field().kind(), Kind::Message(_)) || place.is_not_in_a_sample() {
            continue;
        }
        let wrong = wrong_values(place.field()).into_iter().rfind(|(_, _, value)| value.is_some());
        let Some((_, of_item, value)) = wrong else { continue };
        *place.find(&mut message) = value.unwrap();
        paths.push(if of_item { format!("{}[0]", place.path()) } else { place.path() });
    }
    paths.sort();
    paths.dedup();
    // A field of which a part is bad is not named beside that part.
    let parts = paths.clone();
    let is_part = |part: &String, path: &String| {
        part.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    paths.retain(|path| !parts.iter().any(|part| is_part(part, path)));
    (message, paths)
}

/// Where a field stands in a request: the fields that lead to it, and itself.
#[derive(Clone)]
pub(super) struct Place(Vec<FieldDescriptor>);

impl Place {
    /// The field itself.
    pub(super) fn field(&self) -> &FieldDescriptor {
        self.0.last().unwrap()
    }

    /// Whether it stands in a message within the request, of which another field alone is given.
    fn is_not_in_a_sample(&self) -> bool {
        self.0.iter().skip(1).any(|field| {
            let exclusive = exclusive_fields(field.parent_message());
            exclusive.iter().skip(1).any(|other| other == field)
        })
    }

    /// As a refusal names it: `lines[0].amount_cents`.
    pub(super) fn path(&self) -> String {
        let (last, above) = self.0.split_last().unwrap();
        let step = |field: &FieldDescriptor| {
            let index = if field.is_list() { "[0]" } else { "" };
            format!("{}{index}.", field.name())
        };
        above.iter().map(step).collect::<String>() + last.name()
    }

    /// Gives the field this value, or none, in a message.
    pub(super) fn set(&self, message: &mut DynamicMessage, value: Option<Value>) {
        let [above @ .., last] = &*self.0 else { unreachable!("a place has a field") };
        let message = above.iter().fold(message, |message, field| {
            clear_others(message, field);
            if !message.has_field(field) {
                message.set_field(field, item(field));
            }
            inner(message, field)
        });
        clear_others(message, last);
        match value {
            Some(value) => message.set_field(last, value),
            None => message.clear_field(last),
        }
    }

    fn find<'a>(&self, message: &'a mut DynamicMessage) -> &'a mut Value {
        let [above @ .., last] = &*self.0 else { unreachable!("a place has a field") };
        let message = above.iter().fold(message, |message, field| inner(message, field));
        message.get_field_mut(last)
    }
}

/// Of fields of which one alone may be given, leaves none but this one.
fn clear_others(message: &mut DynamicMessage, field: &FieldDescriptor) {
    let exclusive = exclusive_fields(&message.descriptor());
    if exclusive.contains(field) {
        for other in exclusive.iter().filter(|other| *other != field) {
            message.clear_field(other);
        }
    }
}

fn inner<'a>(message: &'a mut DynamicMessage, field: &FieldDescriptor) -> &'a mut DynamicMessage {
    match message.get_field_mut(field) {
        Value::Message(inner) => inner,
        Value::List(items) => items[0].as_message_mut().unwrap(),
        other => unreachable!("{other:?} holds no fields"),
    }
}

/// Every field of a request, and of the messages in it.
pub(super) fn places(descriptor: &MessageDescriptor) -> Vec<Place> {
    let mut places = Vec::new();
    for field in descriptor.fields() {
        let above = Place(vec![field.clone()]);
        if Rules::of(&field).is_ignored() {
            continue;
        }
        if let Kind::Message(message) = field.kind() {
            for below in self::places(&message) {
                places.push(Place([above.0.clone(), below.0].concat()));
            }
        }
        places.push(above);
    }
    places
}

/// The fields of a message of which exactly one may be given.
pub(super) fn exclusive_fields(descriptor: &MessageDescriptor) -> Vec<FieldDescriptor> {
    let pool = descriptor.parent_pool().clone();
    let option = pool.get_extension_by_name("buf.validate.message").unwrap();
    let options = descriptor.options();
    if !options.has_extension(&option) {
        return Vec::new();
    }
    let rules = options.get_extension(&option).into_owned();
    let mut known = Vec::new();
    for (rule, value) in rules.as_message().unwrap().fields() {
        assert_eq!(rule.name(), "oneof", "{}: a rule not known here", descriptor.full_name());
        for group in value.as_list().unwrap().iter().filter_map(Value::as_message) {
            assert_eq!(group.get_field_by_name("required").unwrap().as_bool(), Some(true));
            let names = group.get_field_by_name("fields").unwrap().into_owned();
            let names = names.as_list().unwrap().iter().filter_map(Value::as_str);
            known.extend(names.map(|name| descriptor.get_field_by_name(name).unwrap()));
        }
    }
    known
}

/// Values that break the rules of a field, one rule each.
fn wrong_values(field: &FieldDescriptor) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (rule, value) in Rules::of(field).0 {
        // When it does not hold for the empty value, another value breaks the rule beside it.
        if rule == "ignore" {
            continue;
        }
        if rule == "required" {
            wrong.push((rule, false, None));
            continue;
        }
        let (kind, of_item) = match rule.strip_prefix("repeated.items.") {
            Some(kind) => (kind, true),
            None => (&*rule, false),
        };
        let values = wrong_scalars(field, kind, &value);
        let values = values.unwrap_or_else(|| panic!("{}: {rule} is not known", field.full_name()));
        for value in values {
            let value = if of_item { Value::List(vec![value]) } else { value };
            wrong.push((rule.clone(), of_item, Some(value)));
        }
    }
    wrong
}

fn wrong_scalars(field: &FieldDescriptor, rule: &str, value: &Value) -> Option<Vec<Value>> {
    let length = || usize::try_from(value.as_u64().unwrap()).unwrap();
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::String((*text).into())).collect();
    Some(match rule {
        "string.min_len" => vec![Value::String("x".repeat(length() - 1))],
        "string.max_len" if Rules::of(field).has("email") => {
            let domain = ".example".repeat(length() / 8);
            vec![Value::String(format!("an@mail{domain}.be"))]
        }
        "string.max_len" => {
            ["x", "é"].map(|letter| Value::String(letter.repeat(length() + 1))).to_vec()
        }
        "string.uuid" => texts(&[
            "x",
            "67e5504410b1426f9247bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0cx",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        ]),
        "string.email" => texts(&["x", "@example.be", "an@", "an peeters@example.be"]),
        "string.pattern" => {
            let mut known = PATTERNS.iter().chain(&OPERATOR_PATTERNS);
            texts(known.find(|(pattern, ..)| Some(*pattern) == value.as_str())?.2)
        }
        "int32.gte" => [value.as_i32()? - 1, i32::MIN].map(Value::I32).to_vec(),
        "int32.lte" => [value.as_i32()? + 1, i32::MAX].map(Value::I32).to_vec(),
        "int64.gte" => [value.as_i64()? - 1, i64::MIN].map(Value::I64).to_vec(),
        "int64.lte" => [value.as_i64()? + 1, i64::MAX].map(Value::I64).to_vec(),
        "enum.defined_only" => [-1, 999].map(Value::EnumNumber).to_vec(),
        "enum.not_in" => {
            let numbers = value.as_list()?.iter();
            numbers.map(|number| Value::EnumNumber(number.as_i32().unwrap())).collect()
        }
        "repeated.min_items" => vec![Value::List(Vec::new())],
        "repeated.max_items" => vec![Value::List(vec![item(field); length() + 1])],
        "repeated.unique" => vec![Value::List(vec![item(field); 2])],
        _ => return None,
    })
}
