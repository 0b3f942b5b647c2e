//! Operators at work, whatever happens to the services meanwhile.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{Days, Months, NaiveDate};
use prost::Message;
use stts::deployment::Targets;
use stts::suite::{Client, PopulationSource};
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::{
    ActivationData, Applicant, ApplyRequest, ApplyResponse, CancelApplicationRequest, Category,
    CompleteActivationDataRequest, ConfirmApplicationRequest, Dossier, Formula, Status,
};
use stts_identity::population::{Population, PopulationHousehold, Resident};
use stts_kernel::IdSource;
use stts_testkit::SeededIds;
use tokio::task::JoinSet;
use tonic::Code;

use super::{Answer, Asked, Call, Cluster};
use crate::{activation_data, applicant_of};

const SHOPS: [(&str, &str); 4] =
    [("OP01", "op01-shop"), ("OP02", "op02-shop"), ("OP03", "op03-shop"), ("OP04", "op04-shop")];
const CALLERS: usize = 12;
const REPEATS_EVERY: Duration = Duration::from_millis(50);
const GIVES_UP: Duration = Duration::from_mins(3);

/// The operators, and their record.
pub struct Operators {
    targets: Targets,
    seed: u64,
    applicants: Mutex<Vec<Applicant>>,
    calls: Mutex<Vec<Call>>,
    in_flight: AtomicUsize,
    repeating: AtomicUsize,
    answered: AtomicU64,
    applied: AtomicU64,
    go_home: AtomicBool,
    /// Codes that no caller should be answered, however badly things stand.
    unexpected: Mutex<BTreeSet<String>>,
}

impl Operators {
    /// Operators of a cluster; who applies, and what comes next, follows from the seed.
    pub fn of(cluster: &Cluster, seed: u64) -> Arc<Self> {
        Arc::new(Self {
            targets: cluster.targets().clone(),
            seed,
            applicants: Mutex::new(applicants(&cluster.population, seed)),
            calls: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            repeating: AtomicUsize::new(0),
            answered: AtomicU64::new(0),
            applied: AtomicU64::new(0),
            go_home: AtomicBool::new(false),
            unexpected: Mutex::default(),
        })
    }

    /// Works until told to go home; what was begun is finished first.
    pub async fn work(self: Arc<Self>) {
        let mut callers = JoinSet::new();
        for caller in 0..CALLERS {
            callers.spawn(Arc::clone(&self).call_on(caller));
        }
        callers.join_all().await;
    }

    /// Ends the work.
    pub fn go_home(&self) {
        self.go_home.store(true, Ordering::SeqCst);
    }

    /// How many calls were sent and are not answered yet.
    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::SeqCst)
    }

    /// How many calls nobody answered so far, so that they are asked again.
    pub fn repeating(&self) -> usize {
        self.repeating.load(Ordering::SeqCst)
    }

    /// How many calls were answered.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::SeqCst)
    }

    /// How many applications were answered.
    pub fn applied(&self) -> u64 {
        self.applied.load(Ordering::SeqCst)
    }

    /// How many calls were answered after repeats.
    pub fn repeated(&self) -> usize {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().filter(|call| call.attempts > 1).count()
    }

    /// Every call and its answer; each person's in their order.
    pub fn record(&self) -> Vec<Call> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers that are neither one of the rules nor a sign to ask again.
    pub fn unexpected(&self) -> Vec<String> {
        let unexpected = self.unexpected.lock().unwrap_or_else(PoisonError::into_inner);
        unexpected.iter().cloned().collect()
    }

    /// The channel of a client.
    pub fn channel(&self, client: &str) -> ServiceChannel {
        self.targets.public_channel(Client::of_id(client).unwrap(), "dossier").unwrap()
    }

    async fn call_on(self: Arc<Self>, caller: usize) {
        let (operator, client) = SHOPS[caller % SHOPS.len()];
        let ids = SeededIds::new(self.seed ^ u64::try_from(caller + 1).unwrap());
        let desk = Desk { operators: &self, operator, client, channel: self.channel(client), ids };
        while !self.go_home.load(Ordering::SeqCst) {
            let next = self.applicants.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let applicant = next.expect("the population has enough people");
            desk.serve(applicant).await;
        }
    }
}

/// One caller of one operator.
struct Desk<'a> {
    operators: &'a Operators,
    operator: &'static str,
    client: &'static str,
    channel: ServiceChannel,
    ids: SeededIds,
}

impl Desk<'_> {
    /// Applies for a person, and goes on as people do.
    async fn serve(&self, applicant: Applicant) {
        let request = ApplyRequest { request_id: self.request_id(), applicant: Some(applicant) };
        let answer = self.ask(Asked::Apply(request)).await;
        self.operators.applied.fetch_add(1, Ordering::SeqCst);
        let Answer::Done(bytes) = answer else { return };
        let answer = ApplyResponse::decode(bytes.as_slice()).unwrap();
        let dossier = answer.dossier.unwrap();
        let turn = self.ids.number_below(6);
        match (dossier.status(), turn) {
            (Status::AwaitingActivation, 0 | 1) => {
                let data = Some(data_for(&dossier));
                self.ask(Asked::Confirm(self.confirmation(&dossier, data))).await;
            }
            (Status::AwaitingActivation, 2) => {
                self.ask(Asked::Confirm(self.confirmation(&dossier, None))).await;
                let request = CompleteActivationDataRequest {
                    request_id: self.request_id(),
                    dossier_number: dossier.dossier_number.clone(),
                    activation_data: Some(data_for(&dossier)),
                    etag: String::new(),
                };
                self.ask(Asked::Complete(request)).await;
            }
            (_, 3) => {
                let request = CancelApplicationRequest {
                    request_id: self.request_id(),
                    dossier_number: dossier.dossier_number,
                    etag: String::new(),
                };
                self.ask(Asked::Cancel(request)).await;
            }
            (_, 4) => {}
            _ => {
                self.ask(Asked::Confirm(self.confirmation(&dossier, None))).await;
            }
        }
    }

    fn confirmation(
        &self,
        dossier: &Dossier,
        activation_data: Option<ActivationData>,
    ) -> ConfirmApplicationRequest {
        ConfirmApplicationRequest {
            request_id: self.request_id(),
            dossier_number: dossier.dossier_number.clone(),
            activation_data,
            etag: String::new(),
        }
    }

    fn request_id(&self) -> String {
        self.ids.uuid().to_string()
    }

    /// Asks until somebody answers, with the same request id.
    async fn ask(&self, asked: Asked) -> Answer {
        let until = Instant::now() + GIVES_UP;
        let mut attempts = 0;
        loop {
            attempts += 1;
            self.operators.in_flight.fetch_add(1, Ordering::SeqCst);
            let result = asked.send(self.channel.clone()).await;
            self.operators.in_flight.fetch_sub(1, Ordering::SeqCst);
            match Answer::of(result) {
                Ok(answer) => {
                    self.operators.answered.fetch_add(1, Ordering::SeqCst);
                    let (operator, client) = (self.operator, self.client);
                    let call = Call { operator, client, asked, answer: answer.clone(), attempts };
                    let calls = self.operators.calls.lock();
                    calls.unwrap_or_else(PoisonError::into_inner).push(call);
                    let repeated = usize::from(attempts > 1);
                    self.operators.repeating.fetch_sub(repeated, Ordering::SeqCst);
                    return answer;
                }
                Err(status) => {
                    assert!(Instant::now() < until, "nobody answers: {status}");
                    let first = usize::from(attempts == 1);
                    self.operators.repeating.fetch_add(first, Ordering::SeqCst);
                    if !is_a_sign_to_ask_again(status.code()) {
                        let told = format!("{}: {status}", asked.command());
                        let unexpected = self.operators.unexpected.lock();
                        unexpected.unwrap_or_else(PoisonError::into_inner).insert(told);
                    }
                    tokio::time::sleep(REPEATS_EVERY).await;
                }
            }
        }
    }
}

const fn is_a_sign_to_ask_again(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable | Code::DeadlineExceeded | Code::Aborted | Code::ResourceExhausted
    )
}

/// What is granted decides on the formula; the contract begins on one of the next days.
fn data_for(dossier: &Dossier) -> ActivationData {
    let later = dossier.dossier_number.bytes().map(u64::from).sum::<u64>() % 3;
    let begins = Cluster::first_day().checked_add_days(Days::new(later)).unwrap();
    let mut data = activation_data(begins);
    if dossier.category() == Category::LivingWage {
        data.formula = Formula::LivingWageCredit.into();
    }
    data
}

/// Whoever is entitled, and three others for each, in an order that follows from the seed.
fn applicants(population: &PopulationSource, seed: u64) -> Vec<Applicant> {
    let settings = population.settings().unwrap();
    let on = settings.reference_date();
    let (mut entitled, mut others) = (Vec::new(), Vec::new());
    for household in Population::new(settings) {
        // A letter to somebody without an address is not delivered, fault or no fault.
        let reached = household.residents.iter().filter(|one| one.person.address.is_some());
        for resident in reached {
            let to =
                if is_entitled(&household, resident, on) { &mut entitled } else { &mut others };
            to.push(applicant_of(&resident.person));
        }
    }
    let ids = SeededIds::new(seed);
    shuffle(&mut entitled, &ids);
    shuffle(&mut others, &ids);
    others.truncate(entitled.len() * 3);
    entitled.append(&mut others);
    shuffle(&mut entitled, &ids);
    entitled
}

/// Of whom it is plain: on a living wage, or old and alone with the increased reimbursement.
fn is_entitled(household: &PopulationHousehold, resident: &Resident, on: NaiveDate) -> bool {
    let aged = on.checked_sub_months(Months::new(66 * 12)).unwrap();
    let (person, facts) = (&resident.person, &resident.facts);
    let alone = household.residents.len() == 1;
    let old = alone && person.birth_date.date().is_some_and(|born| born < aged);
    let by_age = old && facts.increased_reimbursement.value == Some(true);
    let by_living_wage = facts.living_wage.value == Some(true);
    person.deceased_on.is_none() && !household.collective && (by_age || by_living_wage)
}

fn shuffle<T>(items: &mut [T], ids: &SeededIds) {
    for last in (1..items.len()).rev() {
        let other = ids.number_below(u64::try_from(last + 1).unwrap());
        items.swap(last, usize::try_from(other).unwrap());
    }
}
