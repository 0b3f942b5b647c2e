//! The rows of this service's tables.

#![expect(unreachable_pub, reason = "the models of sea-orm are written as public structs")]

pub(super) mod operator {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "operators")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        pub version: i64,
        pub name: String,
        pub registered_at: StoredInstant,
        pub registered_by: String,
        pub volunteered_on: Option<Date>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod participation {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "participations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub from_date: Date,
        pub until_date: Option<Date>,
        pub reason: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod offered_service {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "offered_services")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub kind: String,
        pub from_date: Date,
        pub until_date: Option<Date>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod assigned_numbers {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "assigned_numbers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub block: String,
        pub from_date: Date,
        pub until_date: Option<Date>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod granting_practice {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "granting_practices")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub valid_from: Date,
        pub grants_in_advance: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod settlement {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "settlements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        pub version: i64,
        pub state: String,
        pub runs: i64,
        pub run: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod history {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "settlement_history")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub event: String,
        pub operator_id: Option<String>,
        pub run: Option<i64>,
        pub stale_run: Option<i64>,
        pub occurred_at: StoredInstant,
        pub actor: String,
        pub user_name: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod turnover {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "turnovers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub operator_id: String,
        pub is_estimate: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod turnover_line {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "turnover_lines")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: String,
        pub amount_cents: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod factors {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "factors")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub operator_id: String,
        pub subscription_millionths: i64,
        pub calls_millionths: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod frozen_input {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "frozen_inputs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub export_id: Uuid,
        pub year: i64,
        pub begun_at: StoredInstant,
        pub rows: Option<i64>,
        pub sha256: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod frozen_row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "frozen_rows")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub export_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub row_key: i64,
        pub dossier_number: String,
        pub operator_id: String,
        pub formula: Option<String>,
        pub begin_date: Date,
        pub end_date: Option<Date>,
        pub is_fixed_line: Option<bool>,
        pub normal_price_cents: Option<i64>,
    }

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
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub run: i64,
        pub calculated_at: StoredInstant,
        pub calculated_by: String,
        pub inputs_sha256: Vec<u8>,
        pub export_id: Uuid,
        pub tariff_version: String,
        pub contribution_version: Option<String>,
        pub method: String,
        pub method_version: i64,
        pub total_exact: String,
        pub total_cents: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod statement {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "statements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub run: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        pub factor_subscription_millionths: i64,
        pub factor_calls_millionths: i64,
        pub installation_exact: String,
        pub installation_cents: i64,
        pub subscription_exact: String,
        pub subscription_cents: i64,
        pub calls_exact: String,
        pub calls_cents: i64,
        pub amount_exact: String,
        pub amount_cents: i64,
        pub actual_share: Option<String>,
        pub normative_share: Option<String>,
        pub compensation_exact: String,
        pub compensation_cents: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod statement_days {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "statement_days")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub run: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub operator_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tariff_from: Date,
        #[sea_orm(primary_key, auto_increment = false)]
        pub formula: String,
        pub days: i64,
        pub subscription_monthly_cents: i64,
        pub calls_monthly_cents: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
