//! A repository says which branch work goes into and which is released.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_branching_model_get",
    "bitbucket_branching_model_settings_get",
    "bitbucket_branching_model_settings_update",
    "bitbucket_effective_branching_model_get",
];

#[tokio::test]
async fn a_team_agrees_on_branches() {
    let story = Story::begin().await;
    let website = json!({ "repo_slug": "website" });
    let before = story.call("bitbucket_branching_model_get", website.clone()).await;
    assert_eq!((&before["development"]["name"], before.get("production")), (&json!("main"), None));

    story.refused("bitbucket_branching_model_settings_update", website.clone(), "BAD_INPUT").await;
    let gone = json!({ "repo_slug": "website", "production_branch": "releases" });
    story.refused("bitbucket_branching_model_settings_update", gone, "UPSTREAM_VALIDATION").await;

    let develop = json!({ "repo_slug": "website", "development_branch": "develop" });
    let set = story.call("bitbucket_branching_model_settings_update", develop).await;
    assert_eq!(
        (&set["development"]["name"], &set["production"]["enabled"]),
        (&json!("develop"), &json!(false))
    );
    let main = json!({ "repo_slug": "website", "production_branch": "main" });
    story.call("bitbucket_branching_model_settings_update", main).await;

    let settings = story.call("bitbucket_branching_model_settings_get", website.clone()).await;
    assert_eq!(settings["development"]["use_mainbranch"], false);
    assert_eq!(
        (&settings["production"]["name"], &settings["production"]["enabled"]),
        (&json!("main"), &json!(true))
    );
    let after = story.call("bitbucket_branching_model_get", website.clone()).await;
    let effective = story.call("bitbucket_effective_branching_model_get", website).await;
    for model in [after, effective] {
        assert_eq!(
            (&model["development"]["name"], &model["production"]["name"]),
            (&json!("develop"), &json!("main"))
        );
    }
    story.end(TELLS);
}
