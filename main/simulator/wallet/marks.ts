// The two wallets' marks, drawn for this page: recognisable by colour and idea, and nobody's trademark.

/** Alipay: a coin crossed by a road. */
export const ALIPAY_MARK =
  '<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9.2" fill="none" stroke="currentColor" stroke-width="1.8"/>' +
  '<path d="M4.2 15.4c4.2-4.4 9.6.9 15.6-4.6M12 6.2v5.6M8.6 9h6.8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg>';

/** WeChat Pay: something said, with a tick in it. */
export const WECHAT_MARK =
  '<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.6c5 0 9 3.2 9 7.3s-4 7.3-9 7.3c-1 0-2-.1-2.9-.4L5 20l.9-3.5C4.1 15.2 3 13.2 3 10.9c0-4.1 4-7.3 9-7.3z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>' +
  '<path d="M8.4 11l2.6 2.5 4.7-5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>';
