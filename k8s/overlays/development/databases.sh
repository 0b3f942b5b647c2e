# Read by PostgreSQL's image at its first start: for each service a role and a database of its own.
for service in identity dossier tasks notifications settlement; do
  psql --username postgres --set ON_ERROR_STOP=1 \
    --set service="$service" --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
SQL
done
