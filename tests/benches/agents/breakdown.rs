//! Where the time of a call goes: what the host spends on calls that end earlier and earlier.

use std::sync::Arc;

use serde::Serialize;

use crate::load;
use crate::plan::Plan;
use crate::stage::Stage;
use crate::target;

#[derive(Serialize)]
pub(crate) struct Step {
    /// How far a call gets.
    pub(crate) name: &'static str,
    /// Of the host, up to there.
    pub(crate) processor_us_per_call: f64,
}

pub(crate) async fn measure(stage: &Stage, plan: &Plan) -> Vec<Step> {
    let mut steps = Vec::new();
    for target in target::steps(&stage.client, &stage.house) {
        let target = Arc::new(target);
        load::at_once(&target, plan.warm_up / 2).await;
        let round = load::at_once(&target, plan.round / 2).await;
        steps.push(Step { name: target.name, processor_us_per_call: round.processor_per_call });
    }
    steps
}
