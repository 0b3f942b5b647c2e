//! People who go on under another number. An id once given is answered for ever: of a replaced number
//! the hash is kept, and of a person who turned out to be another one, whose id goes on.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_identity_domain::NationalNumber;
use stts_kernel::PersonId;
use stts_store::{Reader, StoreError, Transaction};

use super::entity::{former_number, merged_person, person};
use super::people::{People, broken};

impl People {
    /// Whose number it is, or was; nothing when nobody's who has an id.
    pub(super) async fn person_of(
        &self,
        transaction: &Transaction,
        number: NationalNumber,
    ) -> Result<Option<PersonId>, StoreError> {
        let (index, connection) = (self.number_index(number), transaction.connection());
        let row = person::Entity::find()
            .filter(person::Column::NumberIndex.eq(index.clone()))
            .one(connection)
            .await?;
        if let Some(row) = row {
            return Ok(Some(row.person_id.into()));
        }
        let former = former_number::Entity::find_by_id(index).one(connection).await?;
        Ok(former.map(|row| row.person_id.into()))
    }

    /// The row of the person as whom a merged one goes on.
    pub(super) async fn went_on_as(
        &self,
        reader: &Reader,
        person_id: PersonId,
    ) -> Result<Option<person::Model>, StoreError> {
        let connection = reader.connection();
        let merged = merged_person::Entity::find_by_id(person_id.uuid()).one(connection).await?;
        let Some(merged) = merged else { return Ok(None) };
        Ok(person::Entity::find_by_id(merged.into_person_id).one(connection).await?)
    }

    /// The person goes on under a number that is nobody's yet.
    pub(super) async fn replace_number(
        &self,
        transaction: &Transaction,
        person_id: PersonId,
        by: NationalNumber,
    ) -> Result<(), StoreError> {
        self.keep_former_number(transaction, person_id, person_id).await?;
        let (number_index, number_sealed) = self.kept_number(transaction, person_id, by)?;
        let row = person::ActiveModel {
            person_id: Unchanged(person_id.uuid()),
            number_index: Set(number_index),
            number_sealed: Set(number_sealed),
        };
        person::Entity::update(row).exec(transaction.connection()).await?;
        Ok(())
    }

    /// One person goes on as another: both ids, and all numbers that they ever had, lead to the
    /// other's number. No chains are made, so that one step is always enough.
    pub(super) async fn merge(
        &self,
        transaction: &Transaction,
        person_id: PersonId,
        into: PersonId,
    ) -> Result<(), StoreError> {
        let connection = transaction.connection();
        self.keep_former_number(transaction, person_id, into).await?;
        former_number::Entity::update_many()
            .col_expr(former_number::Column::PersonId, Expr::value(into.uuid()))
            .filter(former_number::Column::PersonId.eq(person_id.uuid()))
            .exec(connection)
            .await?;
        merged_person::Entity::update_many()
            .col_expr(merged_person::Column::IntoPersonId, Expr::value(into.uuid()))
            .filter(merged_person::Column::IntoPersonId.eq(person_id.uuid()))
            .exec(connection)
            .await?;
        let row = merged_person::ActiveModel {
            person_id: Set(person_id.uuid()),
            into_person_id: Set(into.uuid()),
        };
        merged_person::Entity::insert(row).exec_without_returning(connection).await?;
        person::Entity::delete_by_id(person_id.uuid()).exec(connection).await?;
        Ok(())
    }

    /// The number that a person has now will lead to whom it belonged to.
    async fn keep_former_number(
        &self,
        transaction: &Transaction,
        person_id: PersonId,
        belongs_to: PersonId,
    ) -> Result<(), StoreError> {
        let connection = transaction.connection();
        let row = person::Entity::find_by_id(person_id.uuid()).one(connection).await?;
        let row = row.ok_or_else(|| broken("persons"))?;
        let former = former_number::ActiveModel {
            number_index: Set(row.number_index),
            person_id: Set(belongs_to.uuid()),
        };
        former_number::Entity::insert(former).exec_without_returning(connection).await?;
        Ok(())
    }
}
