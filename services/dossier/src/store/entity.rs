//! The rows of this service's tables.

#![expect(unreachable_pub, reason = "the derive wants public models in modules that are private")]

pub(super) mod dossier {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossiers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub person_id: Uuid,
        pub place: Uuid,
        pub version: i64,
        pub status: String,
        pub operator_id: Option<String>,
        pub incoming_operator_id: Option<String>,
        pub application_operator_id: String,
        pub phone_number: Option<String>,
        pub operator_reference: Option<String>,
        pub formula: Option<String>,
        pub incoming_phone_number: Option<String>,
        pub incoming_operator_reference: Option<String>,
        pub incoming_formula: Option<String>,
        pub category: Option<String>,
        pub place_contested: bool,
        pub due_on: Option<Date>,
        pub check_on: Option<Date>,
        pub application_date: Option<Date>,
        pub state: String,
    }

    stts_kernel::hidden_debug!(Model, ModelEx);

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod place {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "household_places")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub household_id: Uuid,
        pub dossier_number: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod history {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossier_history")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub dossier_number: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub occurred_at: StoredInstant,
        pub actor: String,
        pub user_name: Option<String>,
        pub command: String,
        pub reason: Option<String>,
        pub application_id: Uuid,
        pub application_kind: String,
        pub operator_id: String,
        pub status_before: Option<String>,
        pub status_after: String,
        pub state: String,
        pub other_operator_id: Option<String>,
        pub holder_operator_id: Option<String>,
        pub incoming_operator_id: Option<String>,
    }

    stts_kernel::hidden_debug!(Model, ModelEx);

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod period {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reduction_periods")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub dossier_number: i64,
        pub operator_id: String,
        pub formula: String,
        pub begin_date: Date,
        pub end_date: Option<Date>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod installation {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "installation_grants")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub dossier_number: i64,
        pub operator_id: String,
        pub granted_on: Date,
        pub normal_price_cents: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod evaluation {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "evaluations")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub person_id: Uuid,
        pub dossier_number: Option<i64>,
        pub decided_at: StoredInstant,
        pub rules_version: String,
        pub content: String,
    }

    stts_kernel::hidden_debug!(Model, ModelEx);

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod correction {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "corrections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub correction_id: Uuid,
        pub dossier_number: i64,
        pub version: i64,
        pub proposed_at: StoredInstant,
        pub user_name: Option<String>,
        pub sealed_content: Vec<u8>,
    }

    stts_kernel::hidden_debug!(Model, ModelEx);

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod note {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossier_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub note_id: Uuid,
        pub dossier_number: i64,
        pub version: i64,
        pub written_at: StoredInstant,
        pub user_name: Option<String>,
        pub sealed_text: Vec<u8>,
    }

    stts_kernel::hidden_debug!(Model, ModelEx);

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod run {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "runs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        pub kind: String,
        pub date: Date,
        pub dry_run: bool,
        pub started_at: StoredInstant,
        pub completed_at: Option<StoredInstant>,
        pub night: Date,
        pub after_number: i64,
        pub counts: String,
        pub cancelled: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod export {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "exports")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub export_id: Uuid,
        pub year: i64,
        pub made_at: StoredInstant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod export_row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "export_rows")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub export_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub row_number: i64,
        pub dossier_number: i64,
        pub operator_id: String,
        pub formula: Option<String>,
        pub begin_date: Date,
        pub end_date: Option<Date>,
        pub normal_price_cents: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod bulk {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulks")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub operator_id: String,
        pub bulk_id: Uuid,
        pub submitted_rows: i64,
        pub done_rows: i64,
        pub is_complete: bool,
        /// The number of its last turn; null while none of its rows waits.
        pub turn: Option<i64>,
        pub submitted_at: StoredInstant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod bulk_row {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulk_rows")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub bulk: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: i64,
        /// Sealed; null when it is done.
        pub content: Option<Vec<u8>>,
        pub traceparent: Option<String>,
        /// By the machine's clock: nobody takes it in hand before.
        pub not_before: StoredInstant,
        pub attempts: i64,
        /// The place of its result among those of its bulk; null until it is done.
        pub result_number: Option<i64>,
        pub outcome: Option<String>,
        /// Sealed.
        pub result: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
