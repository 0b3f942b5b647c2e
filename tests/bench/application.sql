\set citizen random(1, 200000)
\set reference random(1, 9000000000000000)
begin;
select id, status from citizen where key_hash = md5((:citizen)::text);
insert into dossier(id, operator_id, reference, citizen_id, status) values (gen_random_uuid(), 'OP01', (:client_id)::text || '-' || (:reference)::text, :citizen, 'undecided') returning id \gset
insert into reduction_period(dossier_id, formula, begins) values (:id, 'internet', current_date);
insert into history(dossier_id, kind, content) values (:id, 'applied', '{"by":"OP01","channel":"grpc","status":"undecided"}');
insert into outbox(topic, payload) values ('dossier.changed', '{"dossier":"1","operator":"OP01","reason":"applied"}');
end;
