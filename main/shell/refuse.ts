/**
 * The till does not open on data that it cannot trust. It says why, what to do, and where the books cannot be trusted any more it leads to
 * the last copy of them. Both languages at once: nobody is signed in yet, and no setting can be read.
 */
import { app, dialog } from 'electron';
import { orderRestore, whyNotOpened } from '../composition.ts';
import { DataFolderError } from './data-folder.ts';
import { startAnew } from './start-anew.ts';

type NextStep = NonNullable<ReturnType<typeof whyNotOpened>>['nextStep'];

const STEPS: Readonly<Record<NextStep, string>> = {
  close_other: '数据正被另一个程序使用。请先关闭另一个柜台窗口。\nThe data is in use by another program. Close the other Guitai first.',
  restore_backup: '账本文件已损坏，不能再信任，已原样保留。请从备份恢复。\nThe books are damaged and cannot be trusted any more; the file is kept as it is. Restore them from a backup copy.',
  update_program: '账本由更新的版本写成。请先更新程序。\nThe books were written by a newer version. Update the program first.',
  free_space: '磁盘已满。请腾出空间后再启动。\nThe disk is full. Free some space, then start again.',
  mend_access: '程序没有权限读写数据文件夹。请联系 IT 检查权限。\nThe data folder may not be read or written. Ask IT to check its permissions.',
  call_support: '账本无法打开。请联系技术支持，不要删除任何文件。\nThe books cannot be opened. Call support and delete nothing.',
};
const RESTORE = '从备份恢复… Restore a copy…';
const QUIT = '退出 Quit';

/**
 * Says it and ends the program, or starts it anew with a copy of the books. `folder` gives the data folder that was to be opened, where the
 * start came so far.
 */
export function refuseToStart(error: unknown, folder?: () => string): void {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Guitai cannot start: ${text}\n`);
  if (process.env['GUITAI_AUTOPLAY'] === undefined) {
    const step = error instanceof DataFolderError ? error.nextStep : whyNotOpened(error)?.nextStep;
    if (step === 'restore_backup' && folder && restoreIsOrdered(text, folder)) {
      startAnew();
      return;
    }
    if (step !== 'restore_backup') dialog.showErrorBox('Guitai 柜台', step === undefined ? text : `${STEPS[step]}\n\n${text}`);
  }
  app.exit(1);
}

function restoreIsOrdered(detail: string, folder: () => string): boolean {
  const pressed = dialog.showMessageBoxSync({ type: 'error', title: 'Guitai 柜台', message: STEPS.restore_backup, detail, buttons: [RESTORE, QUIT], defaultId: 0, cancelId: 1, noLink: true });
  if (pressed !== 0) return false;
  const [copy] = dialog.showOpenDialogSync({ title: RESTORE, filters: [{ name: 'Guitai', extensions: ['db'] }], properties: ['openFile'] }) ?? [];
  if (copy === undefined) return false;
  orderRestore(folder(), { copy });
  return true;
}
