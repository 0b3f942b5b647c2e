//! BIPT calculates the draft of a year.

use async_trait::async_trait;
use ring::digest::{Context, SHA256};
use stts_kernel::{ErrorKind, Refusal};
use stts_settlement_domain::{
    Command, Declarations, RegisteredOperator, SettlementYear, Totals, calculate,
    declarations_of_participants, write_inputs,
};
use uuid::Uuid;

use super::App;
use super::answered::{Asked, Outcome, identity};
use super::change::decided;
use super::frozen_input::{export_id, finished};
use crate::ports::{Answer, Answered, Call, Commit, Draft, Loaded};

struct Calculating<'a> {
    export_id: Uuid,
    year: SettlementYear,
    user: &'a str,
}

#[async_trait]
impl Asked for Calculating<'_> {
    async fn decide(&self, app: &App) -> Result<Outcome, Refusal> {
        let inputs = app.read_inputs(self.export_id, self.year).await?;
        app.drafted(self, inputs)
    }
}

/// Everything that a draft is made from.
struct Inputs {
    loaded: Loaded,
    registry: Vec<RegisteredOperator>,
    totals: Totals,
    declarations: Declarations,
}

impl App {
    /// Calculates it from a frozen input, the declarations and the registry. Other services are
    /// asked outside any transaction; until the one commit at the end there is no trace of the run
    /// but its input, and a declaration or a registration that comes in between makes it be decided
    /// again.
    pub async fn calculate(&self, call: &Call, year: SettlementYear) -> Answered {
        let export_id = export_id(identity(call)?);
        self.answer(call, &Calculating { export_id, year, user: &call.user }).await
    }

    async fn read_inputs(&self, export_id: Uuid, year: SettlementYear) -> Result<Inputs, Refusal> {
        self.calculable(year).await?;
        let totals = self.granted(export_id, year).await?;
        // Read again: bringing a year here takes long.
        let loaded = self.calculable(year).await?;
        let registry = self.store.registry().await?;
        let declared = self.store.declarations(year, loaded.version).await?;
        let rule = self.contribution_in(year);
        let declarations = declarations_of_participants(&registry, year, rule, declared);
        Ok(Inputs { loaded, registry, totals, declarations })
    }

    /// The settlement, when it can be calculated: asked before the dossiers are copied.
    async fn calculable(&self, year: SettlementYear) -> Result<Loaded, Refusal> {
        let loaded = self.store.settlement(year).await?.ok_or(ErrorKind::SettlementNotFound)?;
        loaded.settlement.calculable(self.clock.today())?;
        Ok(loaded)
    }

    fn drafted(&self, asked: &Calculating<'_>, inputs: Inputs) -> Result<Outcome, Refusal> {
        let Inputs { loaded, registry, totals, declarations } = inputs;
        let calculation = calculate(&totals, &declarations)?;
        let mut digest = Context::new(&SHA256);
        write_inputs(&totals, &declarations, |bytes| digest.update(bytes));
        let inputs_sha256 = finished(digest);
        let command = Command::Calculate { calculated_by: asked.user.to_owned(), inputs_sha256 };
        let (at, today) = (self.clock.now(), self.clock.today());
        let change = decided(Some(&loaded), command, &registry, today)?;
        let run = change.next.state.run().ok_or(ErrorKind::Internal)?;
        let answer = self.encode.answer(Answer::Calculated { calculation: &calculation, run, at });
        let draft = Draft {
            calculation,
            calculated_at: at,
            export_id: asked.export_id,
            tariff_version: self.tariff.version.clone(),
            tariff_content: self.tariff.content.clone(),
            contribution_version: self.contribution.version.clone(),
            contribution_content: self.contribution.content.clone(),
        };
        let commit = Commit { changes: vec![change], draft: Some(draft), ..Commit::default() };
        Ok(Outcome { commit, answer })
    }
}
