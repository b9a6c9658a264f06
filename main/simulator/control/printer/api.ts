// Control API of the virtual printer.
import { DeskError, json } from '../http.ts';
import type { Route } from '../http.ts';
import { parse, printerBody } from '../schemas.ts';
import type { PrinterDesk } from './printer-desk.ts';

export function printerApiRoutes(printer: PrinterDesk): Route[] {
  return [
    { method: 'GET', path: '/api/printer', handle: () => json(printer.view()) },
    {
      method: 'POST',
      path: '/api/printer',
      handle: async ({ body }) => {
        const { state, paperWidth } = parse(printerBody, body);
        if (paperWidth !== undefined) await printer.setPaperWidth(paperWidth);
        if (state !== undefined) printer.setState(state);
        return json(printer.view());
      },
    },
    {
      method: 'DELETE',
      path: '/api/printer/papers',
      handle: () => {
        printer.clear();
        return json(printer.view());
      },
    },
    {
      method: 'GET',
      path: '/api/printer/papers/:id',
      handle: ({ params }) => {
        const svg = printer.svg(Number(params['id']));
        if (svg === undefined) throw new DeskError(404, 'no-such-paper', 'this receipt is not kept any more');
        return { type: 'image/svg+xml; charset=utf-8', body: svg };
      },
    },
  ];
}
