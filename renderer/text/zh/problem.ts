/** What only the customer's screens and the choice of profile refuse. Chinese, the master. */

export const problemZh = {
  'problem.no_display': '现在打不开顾客屏。',
  'problem.not_kiosk': '这台机器不在自助模式。',
  'problem.blocked': '需要店员先看一下。',
  'problem.till_number_needed': '请输入本收银台的编号（1–999，全连锁唯一）。',
  'problem.not_here': '这里不能切换。请从程序的主窗口操作。',
} as const;
