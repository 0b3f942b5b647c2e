-- Whoever was applied for and not confirmed is granted the tariff like the active template, and is due to be
-- checked with it. The register knows these people, and does not say of all of them that they are entitled.
SET synchronous_commit = off;

UPDATE dossiers d SET status = t.status, category = t.category, operator_id = t.operator_id,
    application_operator_id = t.application_operator_id, phone_number = t.phone_number, formula = t.formula,
    due_on = t.due_on, check_on = t.check_on,
    state = (t.state::jsonb || jsonb_build_object(
        'number', d.state::jsonb -> 'number', 'person_id', d.person_id, 'person', d.state::jsonb -> 'person',
        'place', d.place, 'recorded', d.state::jsonb -> 'recorded', 'version', d.version
    ))::text
FROM templates t WHERE t.status = 'ACTIVE' AND d.status IN ('AWAITING_ACTIVATION', 'AWAITING_DOCUMENTS')
AND d.phone_number IS NULL;

INSERT INTO reduction_periods (dossier_number, operator_id, formula, begin_date)
SELECT d.number, p.operator_id, p.formula, p.begin_date
FROM dossiers d, templates t JOIN reduction_periods p ON p.dossier_number = t.number
WHERE t.status = 'ACTIVE' AND d.status = 'ACTIVE' AND p.end_date IS NULL
AND NOT EXISTS (SELECT 1 FROM reduction_periods own WHERE own.dossier_number = d.number);
