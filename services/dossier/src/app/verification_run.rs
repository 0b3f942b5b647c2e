//! The two-yearly check of a chunk of dossiers (annex art. 22 §2; domain, sections 3 and 7).

use std::collections::BTreeMap;

use futures::{StreamExt, stream};
use stts_dossier_domain::dossier::{
    Caller, Command, Dossier, OtherTariffs, Party, PersonFound, PlaceState, Profile, Status, verify,
};
use stts_kernel::{DossierNumber, Refusal};

use super::App;
use super::batch_run::outcome;
use super::decided::Cause;
use super::household::{Decided, carries_choice};
use crate::ports::{Call, Commit, Loaded, Purpose, Run};

/// How many questions to the register are under way at once.
const QUESTIONS: usize = 16;
/// Under what dossiers are counted that a later run looks at again.
const UNCHANGED: &str = "UNCHANGED";

/// The dossiers of a chunk and of their households, as the decisions so far leave them.
struct Households {
    by_number: BTreeMap<DossierNumber, Dossier>,
}

impl Households {
    /// A dossier as it is now.
    fn now(&self, loaded: &Loaded) -> Dossier {
        let number = loaded.dossier.number;
        self.by_number.get(&number).unwrap_or(&loaded.dossier).clone()
    }

    /// The others that have or want the place of a dossier's household.
    fn others(&self, dossier: &Dossier) -> impl Iterator<Item = &Dossier> {
        let (place, number) = (dossier.place, dossier.number);
        self.by_number.values().filter(move |one| one.place == place && one.number != number)
    }

    fn note(&mut self, decided: &[Decided]) {
        for (_, decision) in decided {
            self.by_number.insert(decision.next.number, decision.next.clone());
        }
    }
}

impl App {
    /// What a chunk becomes, and how far the run is then. A source that does not answer, or does not
    /// know the person, leaves the dossier for a later run.
    pub(super) async fn decide_checks(
        &self,
        run: &Run,
        due: &[Loaded],
    ) -> Result<(Run, Vec<Commit>), Refusal> {
        let places: Vec<_> = due.iter().map(|loaded| loaded.dossier.place).collect();
        let found = self.runs.households(&places).await?;
        let by_number = found.into_iter().map(|dossier| (dossier.number, dossier)).collect();
        let mut households = Households { by_number };
        let mut next = run.clone();
        let mut commits = Vec::new();
        for (loaded, person) in due.iter().zip(self.ask_for_all(due).await) {
            next.after_number = loaded.dossier.number.get();
            let counted = match person {
                Err(refusal) => refusal.kind.code().to_owned(),
                Ok(person) => {
                    let dossier = households.now(loaded);
                    let decided = self.decide_check(run, &dossier, &person, &households)?;
                    households.note(&decided);
                    let counted = decided.first().map_or(UNCHANGED, |(_, first)| outcome(first));
                    if !run.dry_run {
                        let at = self.clock.now();
                        commits.extend(self.commits_of(decided, Cause::System, at));
                    }
                    counted.to_owned()
                }
            };
            *next.counts.entry(counted).or_default() += 1;
        }
        Ok((next, commits))
    }

    /// The persons of a chunk as the register has them, in the order of the chunk.
    async fn ask_for_all(&self, due: &[Loaded]) -> Vec<Result<PersonFound, Refusal>> {
        let call = system_call();
        let ask = |loaded: &Loaded| {
            let (person_id, call) = (loaded.dossier.person_id, call.clone());
            async move { self.register.get(person_id, &call, Purpose::Verification).await }
        };
        let questions: Vec<_> = due.iter().map(ask).collect();
        stream::iter(questions).buffered(QUESTIONS).collect().await
    }

    /// The check of one dossier, and what it draws its household into; nothing where another one of
    /// the household drew it in already, or where a later run looks again.
    fn decide_check(
        &self,
        run: &Run,
        dossier: &Dossier,
        person: &PersonFound,
        households: &Households,
    ) -> Result<Vec<Decided>, Refusal> {
        if dossier.status != Status::Active {
            return Ok(Vec::new());
        }
        let together: Vec<&Dossier> =
            households.others(dossier).filter(|other| is_in_reach(other.status)).collect();
        let others = match (together.as_slice(), households.others(dossier).next()) {
            ([], None) => OtherTariffs::None,
            ([], Some(_)) => OtherTariffs::OutOfReach,
            (together, _) => OtherTariffs::Together {
                task_open: together.iter().any(|other| carries_choice(other)),
            },
        };
        let system = Caller::system();
        let context = self.context(&system, PlaceState::Own, run.date);
        let checked = verify(dossier, person, others, &context);
        let Some(checked) = checked.map_err(|refused| refused.refusal)? else {
            return Ok(Vec::new());
        };
        let drawn_in = checked.next.status.awaits_choice();
        let mut decided = vec![(dossier.clone(), checked)];
        for other in together.into_iter().filter(|other| drawn_in && !other.status.awaits_choice())
        {
            let join = Command::JoinMultiple { carries_task: false };
            decided.push(self.decide_by_system(other.clone(), &join, run.date)?);
        }
        Ok(decided)
    }
}

/// Those that wait for BIPT's choice together with the one whose check finds several tariffs.
const fn is_in_reach(status: Status) -> bool {
    matches!(status, Status::Active)
        || status.awaits_choice()
        || status.awaits_verification_documents()
}

/// The system itself asks.
pub(super) fn system_call() -> Call {
    Call {
        caller: Caller { party: Party::System, profile: Profile::System, user: None },
        client_id: crate::NAME.to_owned(),
        request: None,
    }
}
