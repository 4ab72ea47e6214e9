-- What an external address is for: snat lets a guest out, ephemeral lets others in while the instance is there,
-- floating belongs to the project and moves between its instances.
CREATE TYPE external_ip_kind AS ENUM (
    'snat',
    'ephemeral',
    'floating'
);
