/** Enum schemas whose members are checked against the domain's own types. */
import { z } from 'zod';

/** An enum of exactly the members of a domain type: a member too many or too few does not compile. */
export const words = <Word extends string>() => <const List extends readonly Word[]>(list: List & ([Word] extends [List[number]] ? unknown : never)) =>
  z.enum(list as unknown as readonly [Word, ...Word[]]);
