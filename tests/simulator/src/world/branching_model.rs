//! Which branch of a repository is for what.

/// The settings of a branching model.
#[derive(Clone)]
pub(crate) struct BranchingModel {
    pub(crate) development: ModelBranch,
    pub(crate) production: ModelBranch,
    /// Whether anything is released from the production branch.
    pub(crate) production_enabled: bool,
    pub(crate) branch_types: [BranchType; 4],
    /// Whether a merge takes its source branch away unless told otherwise.
    pub(crate) default_branch_deletion: bool,
}

/// A branch that the model gives a part.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum ModelBranch {
    /// Whichever branch is the main one.
    Main,
    /// This one, even if it is gone; without a name, none was chosen yet.
    Named(Option<String>),
}

/// A kind of branch, and how the names of such branches begin.
#[derive(Clone)]
pub(crate) struct BranchType {
    pub(crate) kind: &'static str,
    pub(crate) prefix: String,
    pub(crate) enabled: bool,
}

impl ModelBranch {
    /// The branch's name in a repository whose main branch is `main`.
    pub(crate) fn name<'n>(&'n self, main: &'n str) -> Option<&'n str> {
        match self {
            Self::Main => Some(main),
            Self::Named(name) => name.as_deref(),
        }
    }
}

impl BranchingModel {
    /// Whether a branch is of a type of the model, in a repository whose main branch is `main`.
    pub(crate) fn covers(&self, kind: &str, branch: &str, main: &str) -> bool {
        match kind {
            "development" => self.development.name(main) == Some(branch),
            "production" => self.production_enabled && self.production.name(main) == Some(branch),
            _ => self.branch_types.iter().any(|known| {
                known.enabled
                    && known.kind == kind
                    && branch.strip_prefix(&known.prefix).is_some_and(|rest| !rest.is_empty())
            }),
        }
    }
}

impl Default for BranchingModel {
    fn default() -> Self {
        let branch_type = |kind: &'static str| BranchType { kind, prefix: format!("{kind}/"), enabled: true };
        Self {
            development: ModelBranch::Main,
            production: ModelBranch::Named(None),
            production_enabled: false,
            branch_types: ["release", "hotfix", "feature", "bugfix"].map(branch_type),
            default_branch_deletion: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_a_prefix_that_is_in_use_or_one_branch() {
        let mut model = BranchingModel::default();
        assert!(model.covers("feature", "feature/x", "main") && model.covers("development", "main", "main"));
        assert!(!model.covers("feature", "feature/", "main") && !model.covers("bugfix", "feature/x", "main"));
        assert!(!model.covers("production", "main", "main"));
        model.production = ModelBranch::Main;
        model.production_enabled = true;
        model.branch_types[2].enabled = false;
        assert!(model.covers("production", "main", "main") && !model.covers("feature", "feature/x", "main"));
    }

    #[test]
    fn a_branch_of_the_model_is_the_main_one_or_has_a_name() {
        assert_eq!(ModelBranch::Main.name("trunk"), Some("trunk"));
        assert_eq!(ModelBranch::Named(Some("develop".to_owned())).name("trunk"), Some("develop"));
        assert_eq!(ModelBranch::Named(None).name("trunk"), None);
    }
}
