//! Conditions of templates: true, false, or not to be told.

use super::resolve::Resolver;
use crate::tree::{MAX_DEPTH, Node, Place};
use crate::truth;

impl Resolver<'_> {
    /// What a condition of the template is.
    pub(super) fn condition(&mut self, name: &str, place: &Place) -> Option<bool> {
        match self.known.get(name) {
            Some(Some(known)) => return *known,
            Some(None) => {
                self.cycles.entry(name.to_owned()).or_insert_with(|| place.clone());
                return None;
            }
            None => {}
        }
        let document = self.document;
        let condition = document.at(&["Conditions", name])?;
        self.known.insert(name.to_owned(), None);
        let truth = self.truth(condition, &condition.place);
        self.known.insert(name.to_owned(), Some(truth));
        truth
    }

    /// What a condition's function is; a chain longer than any that is written cannot be told.
    pub(super) fn truth(&mut self, node: &Node, place: &Place) -> Option<bool> {
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let truth = self.truth_inner(node, place);
        self.depth -= 1;
        truth
    }

    fn truth_inner(&mut self, node: &Node, place: &Place) -> Option<bool> {
        let [(function, argument)] = node.members() else { return node.boolean() };
        let arguments = argument.items().unwrap_or_default();
        match function.as_str() {
            "Condition" => self.condition(argument.text()?, place),
            "Fn::Not" => self.truth(arguments.first()?, place).map(|is| !is),
            "Fn::And" => {
                let all = arguments.iter().map(|one| self.truth(one, place)).collect::<Vec<_>>();
                truth::all(all)
            }
            "Fn::Or" => {
                let all = arguments.iter().map(|one| self.truth(one, place)).collect::<Vec<_>>();
                truth::any(all)
            }
            "Fn::Equals" => {
                let [left, right] = arguments else { return None };
                let (left, right) = (self.resolve(left)?.scalar()?, self.resolve(right)?.scalar()?);
                // What a deployment fills in may turn out equal.
                (left == right || !(left.contains("${") || right.contains("${")))
                    .then_some(left == right)
            }
            _ => None,
        }
    }
}
