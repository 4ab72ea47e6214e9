-- What a reservation is for. tombstoned: its VMM was migrated away from, but its process may still be there.
CREATE TYPE sled_resource_vmm_state AS ENUM (
    'tombstoned',
    'active',
    'target'
);
