-- A portfolio of many dossiers: copies of two real ones, each of a person and with a household and a phone
-- number of its own. `granted` copies are of an active dossier and due in no night; `waiting` copies are of
-- one that is activated in the next. The register knows none of these people, so no check looks at them.
-- Their history is left out.
SET synchronous_commit = off;

INSERT INTO dossiers (number, person_id, place, version, status, operator_id, incoming_operator_id,
    application_operator_id, phone_number, operator_reference, formula, category, place_contested, due_on,
    check_on, application_date, state)
SELECT number, person_id, place, version, status, operator_id, incoming_operator_id,
    application_operator_id, phone, reference, formula, category, FALSE, due_on, NULL, application_date,
    (jsonb_set(
        jsonb_set(state::jsonb, '{application,activation_data,phone_number}', to_jsonb(phone)),
        '{application,activation_data,operator_reference}', to_jsonb(reference)
    ) || jsonb_build_object(
        'number', to_char(number, 'FM0000000000'), 'person_id', person_id, 'place', place
    ))::text
FROM (
    SELECT (20000000 + one)::bigint * 100 + 97 - (20000000 + one) % 97 AS number,
        md5('person ' || one)::uuid AS person_id, md5('place ' || one)::uuid AS place,
        '+322' || to_char(2000000 + one, 'FM0000000') AS phone, 'reference-' || one AS reference,
        t.version, t.status, t.operator_id, t.incoming_operator_id, t.application_operator_id, t.formula,
        t.category, t.due_on, t.application_date, t.state
    FROM generate_series(1, :granted + :waiting) AS one
    JOIN templates t ON t.status = CASE WHEN one <= :granted THEN 'ACTIVE' ELSE 'AWAITING_ACTIVATION' END
) copies
ON CONFLICT DO NOTHING;

INSERT INTO household_places (household_id, dossier_number)
SELECT place, number FROM dossiers WHERE operator_reference LIKE 'reference-%'
ON CONFLICT DO NOTHING;
