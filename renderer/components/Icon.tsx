/** Our own line drawings, 24 units square, drawn with the colour of the text around them. Decoration: always beside words. */

const PATHS = {
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M7.5 9v6M10.5 9v6M13.5 9v6M16.5 9v6',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5M20 14v2.5M14 17.5V20M17 17v3M20 20h-.01',
  cash: 'M3 6.5h18v11H3zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M6 9.5h.01M18 14.5h.01',
  park: 'M5 4h14v6.5H5zM5 14h14M5 17h9M5 20h6',
  recall: 'M5 10h9.5a4.5 4.5 0 0 1 0 9H8M5 10l4-4M5 10l4 4',
  drop: 'M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  tick: 'M4.5 12.5l5 5 10-11',
  cross: 'M6 6l12 12M18 6L6 18',
  clock: 'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4M12 7.5V12l3 2',
  alarm: 'M12 3.5l9 16.5H3zM12 10v4.5M12 17.2v.01',
  printer: 'M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1M11 18h2',
  back: 'M9 7L4 12l5 5M4 12h10a5 5 0 0 1 5 5v2',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  theme: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  globe: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M4 12h16M12 4c3 2.3 3 13.7 0 16M12 4c-3 2.3-3 13.7 0 16',
  hide: 'M5 9l7 7 7-7',
  up: 'M5 15l7-7 7 7',
  menu: 'M4 6.500h16M4 12h16M4 17.500h16',
  keys: 'M3 7h18v10H3zM7 10.500h.01M11 10.500h.01M15 10.500h.01M18 10.500h.01M8 14h8',
  discount: 'M6 18L18 6M8 6.200a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.600M16 14.200a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  basket: 'M4 9h16l-1.5 10h-13zM8.5 9L11 4.500M15.5 9L13 4.5',
  backspace: 'M9 6h11.5v12H9l-6-6zM12.5 9.7l4.6 4.6M17.1 9.7l-4.6 4.6',
  next: 'M5 12h13M13 6.5l5.5 5.5-5.500 5.500',
  person: 'M12 4.200a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.600M4.500 20c.6-3.800 3.500-6 7.500-6s6.900 2.200 7.500 6',
  gear: 'M4 7.500h9M17 7.500h3M15 5.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4M4 16.500h3M11 16.500h9M9 14.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4',
  drawer: 'M4 13l2.500-8h11L20 13v6H4zM4 13h16M10 16h4',
  voice: 'M4 10v4h3.500L12 18V6l-4.500 4zM15.500 9a4.2 4.2 0 0 1 0 6M18 6.500a7.8 7.8 0 0 1 0 11',
  leave: 'M10 4.500H5v15h5M9.500 12H20M16 8l4 4-4 4',
  ring: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16',
  pad: 'M6 6h.01M12 6h.01M18 6h.01M6 12h.01M12 12h.01M18 12h.01M6 18h.01M12 18h.01M18 18h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** `size` in rem. */
export function Icon({ name, size = 1.25 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={`${size}rem`} height={`${size}rem`} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
