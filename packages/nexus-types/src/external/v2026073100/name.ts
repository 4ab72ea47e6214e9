/**
 * What a resource is called in the collection that it belongs to, for instance an instance in its
 * project. It begins with a lower-case letter, goes on with letters, digits and hyphens, does not
 * end with a hyphen, and is not a UUID, so that nobody can take it for an id.
 *
 * @title The name of a resource, unique in its collection
 * @pattern ^(?![0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)[a-z]([a-zA-Z0-9-]*[a-zA-Z0-9])?$
 * @minLength 1
 * @maxLength 63
 */
export type Name = string;

/**
 * A resource by its name or by its id. A name says nothing without its project, so a request that
 * uses one also says the project; with an id it does not.
 *
 * @title The name or the id of a resource
 * @pattern ^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[a-z]([a-zA-Z0-9-]*[a-zA-Z0-9])?)$
 * @minLength 1
 * @maxLength 63
 */
export type NameOrId = string;

/**
 * Labels of letters, digits and hyphens, with dots between them. A label neither begins nor ends
 * with a hyphen.
 *
 * @title The name of a host, as RFC 1035 says it
 * @pattern ^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$
 * @minLength 1
 * @maxLength 253
 */
export type Hostname = string;
