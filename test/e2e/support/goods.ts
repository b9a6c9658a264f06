/** Goods of the demo shop that tests need: an ordinary one, another, and one with an age limit. */
import { DEMO_PRODUCTS } from '../../../main/simulator/shop/catalogue.ts';

const pieces = DEMO_PRODUCTS.filter((product) => product.soldBy === 'piece' && product.minimumAge === undefined);
const codeOf = (product: { readonly code: string } | undefined): string => product?.code ?? '';

export const PIECE = codeOf(pieces[0]);
export const OTHER_PIECE = codeOf(pieces[1]);
export const RESTRICTED = codeOf(DEMO_PRODUCTS.find((product) => product.minimumAge !== undefined));
