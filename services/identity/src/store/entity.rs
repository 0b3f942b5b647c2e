//! The rows of this service's tables.

pub(super) mod person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "persons")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        pub number_index: Vec<u8>,
        pub number_sealed: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod household {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "households")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub household_id: Uuid,
        pub key_index: Vec<u8>,
        pub key_sealed: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod consultation {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consultations")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub asked_at: StoredInstant,
        pub operator_id: String,
        pub client_id: String,
        pub user_name: Option<String>,
        pub profile: String,
        pub purpose: String,
        pub dossier_number: Option<i64>,
        pub request_id: Option<Uuid>,
        pub question: String,
        pub person_id: Option<Uuid>,
        pub outcome: Option<String>,
        pub completed_at: Option<StoredInstant>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Persons of a consultation that told of several.
pub(super) mod consulted_person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consulted_persons")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub consultation_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Numbers under which a person went before.
pub(super) mod former_number {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "former_numbers")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number_index: Vec<u8>,
        pub person_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Persons who turned out to be another one.
pub(super) mod merged_person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "merged_persons")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        pub into_person_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod noted_change {
    use sea_orm::entity::prelude::*;
    use stts_store::StoredInstant;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "noted_changes")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub sequence: i64,
        pub change_id: Uuid,
        pub noted_at: StoredInstant,
        pub outcome: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod scripted_change {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scripted_changes")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub change_id: Uuid,
        pub effective_on: Date,
        pub content_sealed: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
