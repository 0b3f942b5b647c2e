//! How far a bulk is, and what came of it.

use stts_kernel::{ErrorKind, Refusal};
use uuid::Uuid;

use super::App;
use crate::ports::{Bulk, BulkCounts, Call, Page};

/// How many results are given at a time.
const PAGE: u64 = 100;

/// Some results of a bulk.
#[derive(Clone, PartialEq, Eq)]
pub struct BulkPart {
    /// The results in the words of the contract, each with its number.
    pub results: Vec<(u64, Vec<u8>)>,
    /// Whether nothing can come after them.
    pub is_over: bool,
}

stts_kernel::hidden_debug!(BulkPart);

impl App {
    /// The bulk, and its results by outcome.
    pub async fn get_bulk(
        &self,
        call: &Call,
        bulk_id: Uuid,
    ) -> Result<(Bulk, BulkCounts), Refusal> {
        let bulk = self.own_bulk(call, bulk_id).await?;
        let counts = self.bulks.bulk_counts(&bulk).await?;
        Ok((bulk, counts))
    }

    /// The results after a number.
    pub async fn bulk_results(
        &self,
        call: &Call,
        bulk_id: Uuid,
        after: u64,
    ) -> Result<BulkPart, Refusal> {
        // Read first: what it says of the end is never ahead of the results.
        let bulk = self.own_bulk(call, bulk_id).await?;
        let results = self.bulks.bulk_results(&bulk, Page { after, size: PAGE }).await?;
        let last = results.last().map_or(after, |(number, _)| *number);
        Ok(BulkPart { results, is_over: bulk.is_over(last) })
    }

    /// Another operator's bulk is none: it is not looked for.
    async fn own_bulk(&self, call: &Call, bulk_id: Uuid) -> Result<Bulk, Refusal> {
        let operator = call.caller.operator().ok_or(ErrorKind::BulkNotFound)?;
        let bulk = self.bulks.bulk(operator, bulk_id).await?;
        bulk.ok_or_else(|| ErrorKind::BulkNotFound.into())
    }
}
