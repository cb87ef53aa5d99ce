import type { Request } from 'express';
import type { Actor, EndpointId } from '../contract/index.js';
import type { AnswerOf, BodyOf, ENDPOINT_SCHEMAS, QueryOf } from './endpoint-schemas.js';

type ServiceOf<Id extends EndpointId> = (typeof ENDPOINT_SCHEMAS)[Id]['service'] extends 'one'
  ? string
  : (typeof ENDPOINT_SCHEMAS)[Id]['service'] extends 'maybe'
    ? string | undefined
    : undefined;

/** A request whose sender is known and whose parts are valid. */
export interface Call<Id extends EndpointId> {
  readonly query: QueryOf<Id>;
  readonly body: BodyOf<Id>;
  readonly service: ServiceOf<Id>;
  readonly actor: Actor;
  readonly request: Request;
  /** Aborts when the client has gone or the server closes. */
  readonly signal: AbortSignal;
  /** A parameter of the path. */
  readonly param: (name: 'id' | 'name' | 'instance') => string;
  /** Address of another path of the API, for Location. */
  readonly address: (path: string) => string;
}

export interface Answer<Id extends EndpointId> {
  /** 200 where nothing is said. */
  readonly status?: number;
  readonly body: AnswerOf<Id>;
  readonly location?: string;
}

/** Every endpoint of the contract, or it does not compile. */
export type Handlers = {
  readonly [Id in EndpointId]: (call: Call<Id>) => Answer<Id> | Promise<Answer<Id>>;
};
