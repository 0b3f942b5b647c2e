//! An operator declares its turnover of a year.

use async_trait::async_trait;
use stts_kernel::{Cents, OperatorId, Refusal};
use stts_settlement_domain::{Command, InvalidDeclaration, SettlementYear, Turnover};

use super::App;
use super::answered::{Asked, Outcome};
use crate::ports::{Answer, Answered, Call};

/// A line as it was declared; whether the form has it is decided with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredLine {
    /// Its name.
    pub line: String,
    /// The amount, without VAT.
    pub amount: Cents,
}

impl App {
    /// Takes the turnover in place of an earlier one.
    pub async fn declare_turnover(
        &self,
        call: &Call,
        operator: &OperatorId,
        year: SettlementYear,
        lines: &[DeclaredLine],
    ) -> Answered {
        self.answer(call, &Declared { operator, year, lines }).await
    }
}

struct Declared<'a> {
    operator: &'a OperatorId,
    year: SettlementYear,
    lines: &'a [DeclaredLine],
}

#[async_trait]
impl Asked for Declared<'_> {
    async fn decide(&self, app: &App) -> Result<Outcome, Refusal> {
        let turnover = turnover(self.lines)?;
        let answer = app.encode.answer(Answer::TurnoverDeclared(&turnover));
        let command = Command::DeclareTurnover { operator: self.operator.clone(), turnover };
        let registry = app.store.registry().await?;
        let commit = app.changed(self.year, command, &registry).await?;
        Ok(Outcome { commit, answer })
    }
}

fn turnover(lines: &[DeclaredLine]) -> Result<Turnover, InvalidDeclaration> {
    let line = |line: &DeclaredLine| Ok((line.line.parse()?, line.amount));
    Turnover::declared(lines.iter().map(line).collect::<Result<Vec<_>, _>>()?)
}
