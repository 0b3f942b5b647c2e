//! What must hold of dossiers, their places and their reductions.

use super::rule::Rule;

/// In the order of their numbers.
pub(super) const RULES: [Rule; 8] = [
    Rule {
        invariant: 1,
        says: "at most one open dossier per person",
        service: stts_dossier::NAME,
        counts: "dossiers WHERE status NOT IN ('SUSPENDED', 'CLOSED')",
        breaks: "SELECT format('person %s has %s open dossiers', person_id, count(*)) AS what \
            FROM dossiers WHERE status NOT IN ('SUSPENDED', 'CLOSED') \
            GROUP BY person_id HAVING count(*) > 1",
    },
    Rule {
        invariant: 2,
        says: "one place per household: every held dossier has it or is marked, no other has one",
        service: stts_dossier::NAME,
        counts: "dossiers",
        breaks: "SELECT format('household %s has %s places', household_id, count(*)) AS what \
            FROM household_places GROUP BY household_id HAVING count(*) > 1 \
            UNION ALL \
            SELECT format('dossier %s is %s without the place of its household', number, status) \
            FROM dossiers d WHERE status NOT IN ('SUSPENDED', 'CLOSED') \
            AND NOT place_contested \
            AND NOT EXISTS (SELECT 1 FROM household_places p \
                WHERE p.dossier_number = d.number AND p.household_id = d.place) \
            UNION ALL \
            SELECT format('dossier %s holds a place and is %s', p.dossier_number, \
                coalesce(d.status, 'not there')) \
            FROM household_places p LEFT JOIN dossiers d ON d.number = p.dossier_number \
            WHERE coalesce(d.status, 'CLOSED') IN ('SUSPENDED', 'CLOSED')",
    },
    Rule {
        invariant: 3,
        says: "a person and a dossier number belong together, in the whole history",
        service: stts_dossier::NAME,
        counts: "dossier_history",
        breaks: "SELECT format('dossier %s was of person %s in version %s', d.number, \
                h.state::jsonb ->> 'person_id', h.version) AS what \
            FROM dossier_history h JOIN dossiers d ON d.number = h.dossier_number \
            WHERE h.state::jsonb ->> 'person_id' <> d.person_id::text \
            OR (h.state::jsonb ->> 'number')::bigint <> d.number \
            UNION ALL \
            SELECT format('dossier %s was decided for person %s', d.number, e.person_id) \
            FROM evaluations e JOIN dossiers d ON d.number = e.dossier_number \
            WHERE e.person_id <> d.person_id",
    },
    Rule {
        invariant: 4,
        says: "one granting operator per dossier at a time: its periods never overlap",
        service: stts_dossier::NAME,
        counts: "reduction_periods",
        breaks: "SELECT format('dossier %s: %s from %s and %s from %s', a.dossier_number, \
                a.operator_id, a.begin_date, b.operator_id, b.begin_date) AS what \
            FROM reduction_periods a JOIN reduction_periods b \
            ON a.dossier_number = b.dossier_number AND a.id < b.id \
            AND a.begin_date < coalesce(b.end_date, 'infinity') \
            AND b.begin_date < coalesce(a.end_date, 'infinity') \
            AND a.begin_date < coalesce(a.end_date, 'infinity') \
            AND b.begin_date < coalesce(b.end_date, 'infinity') \
            UNION ALL \
            SELECT format('dossier %s: a period ends before it begins', dossier_number) \
            FROM reduction_periods WHERE end_date < begin_date",
    },
    Rule {
        invariant: 16,
        says: "an activation lies between its application and its deadline",
        service: stts_dossier::NAME,
        counts: "dossiers WHERE state::jsonb #>> '{application,activation_data}' IS NOT NULL",
        breaks: "SELECT format('dossier %s: applied for on %s, activated on %s', \
                number, applied, activated) AS what \
            FROM (SELECT number, (a ->> 'date')::date AS applied, \
                (a ->> 'right_decided_on')::date AS decided, \
                (a #>> '{activation_data,activation_date}')::date AS activated \
                FROM (SELECT number, state::jsonb -> 'application' AS a FROM dossiers) x) dates \
            WHERE activated < applied \
            OR activated > (coalesce(decided, applied) + interval '6 months')::date",
    },
    Rule {
        invariant: 17,
        says: "an active dossier is activated and has a right",
        service: stts_dossier::NAME,
        counts: "dossiers WHERE status = 'ACTIVE'",
        breaks: "SELECT format('dossier %s: activated on %s, right from %s until %s', \
                number, activated, right_begin, right_end) AS what \
            FROM (SELECT number, (state::jsonb ->> 'right_begin_date')::date AS right_begin, \
                (state::jsonb ->> 'right_end_date')::date AS right_end, \
                (state::jsonb #>> '{application,activation_data,activation_date}')::date \
                AS activated FROM dossiers WHERE status = 'ACTIVE') active, \
                (SELECT (to_timestamp(coalesce((SELECT min(now) FROM simulated_clock) \
                    / 1000000.0, extract(epoch FROM now())::numeric)) \
                    AT TIME ZONE 'Europe/Brussels')::date AS today) clock \
            WHERE activated IS NULL OR activated > today \
            OR right_begin IS NULL OR right_begin > today OR right_end < today",
    },
    Rule {
        invariant: 17,
        says: "a night run that is complete has closed its day",
        service: stts_dossier::NAME,
        counts: "runs WHERE kind = 'night' AND completed_at IS NOT NULL",
        breaks: "SELECT format('the night run of %s is complete and stands at %s', date, night) \
                AS what FROM runs \
            WHERE kind = 'night' AND completed_at IS NOT NULL AND night < date",
    },
    Rule {
        invariant: 18,
        says: "a reduction begins on the first billing date after the activation, with its period",
        service: stts_dossier::NAME,
        counts: "dossiers WHERE status = 'ACTIVE'",
        breaks: "SELECT format('dossier %s: activated on %s, billed on the %s., begins on %s', \
                number, activated, day, begins) AS what \
            FROM (SELECT number, \
                (state::jsonb #>> '{application,activation_data,activation_date}')::date \
                    AS activated, \
                (state::jsonb #>> '{reduction,billing_day}')::integer AS day, \
                (state::jsonb #>> '{reduction,begin}')::date AS begins \
                FROM dossiers WHERE status = 'ACTIVE') active \
            WHERE begins IS NULL \
            OR NOT EXISTS (SELECT 1 FROM reduction_periods p \
                WHERE p.dossier_number = number AND p.begin_date = begins) \
            OR begins <> (SELECT min(billed) FROM \
                generate_series(0, 2) AS month, \
                LATERAL (SELECT date_trunc('month', activated) + make_interval(months => month) \
                    AS first) months, \
                LATERAL (SELECT least(first + make_interval(days => day - 1), \
                    first + interval '1 month' - interval '1 day')::date AS billed) dates \
                WHERE billed > activated)",
    },
];

#[cfg(test)]
mod tests {
    use stts_dossier_domain::dates::ACTIVATION_MONTHS;

    use super::*;

    #[test]
    fn the_deadline_of_an_activation_is_the_services_own() {
        let deadline = format!("+ interval '{ACTIVATION_MONTHS} months'");
        assert!(RULES.iter().any(|rule| rule.invariant == 16 && rule.breaks.contains(&deadline)));
    }
}
