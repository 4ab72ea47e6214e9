-- What only a disk of local storage has. It has an allocation from the first start of its instance on.
CREATE TABLE IF NOT EXISTS disk_type_local_storage (
    disk_id uuid PRIMARY KEY,
    -- Bytes that its dataset needs beside the disk's own size.
    required_dataset_overhead int8 NOT NULL,
    local_storage_dataset_allocation_id uuid,
    local_storage_unencrypted_dataset_allocation_id uuid,
    CONSTRAINT one_kind_of_allocation CHECK (
        local_storage_dataset_allocation_id IS NULL
        OR local_storage_unencrypted_dataset_allocation_id IS NULL
    )
);
