; What the Windows installer does beyond copying files. The shop's data lies in the user's profile and is never touched here.

!macro customInstall
  ; After a crash Windows shows no dialog that would stand over the customer's screen.
  WriteRegDWORD HKLM "SOFTWARE\Microsoft\Windows\Windows Error Reporting\ExcludedApplications" "${APP_EXECUTABLE_FILENAME}" 1
!macroend

!macro customUnInstall
  DeleteRegValue HKLM "SOFTWARE\Microsoft\Windows\Windows Error Reporting\ExcludedApplications" "${APP_EXECUTABLE_FILENAME}"
!macroend
