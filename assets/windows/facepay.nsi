; The till's installer for Windows: for one user, without an administrator. Built by
; scripts/dist.sh, which gives VERSION, NUMBERS, SOURCE (a folder) and OUTPUT.
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma
CRCCheck force

!include MUI2.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
!include WordFunc.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\facepay"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"

Name "facepay"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\facepay"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "facepay ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "facepay"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "facepay setup"
VIAddVersionKey "LegalCopyright" "the facepay authors"

!define MUI_ICON "${SOURCE}\facepay.ico"
!define MUI_UNICON "${SOURCE}\facepay.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\facepay.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "supervise"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString Till ${LANG_SIMPCHINESE} "收银台"
LangString Till ${LANG_ENGLISH} "The till"
LangString AtLogon ${LANG_SIMPCHINESE} "登录 Windows 时自动启动"
LangString AtLogon ${LANG_ENGLISH} "Start when you sign in"
LangString Running ${LANG_SIMPCHINESE} "收银台正在运行。请先在收银台上退出，再点“重试”。"
LangString Running ${LANG_ENGLISH} "The till is running. Close it, then choose Retry."
LangString Needs ${LANG_SIMPCHINESE} "需要 Windows 10 或更高版本。"
LangString Needs ${LANG_ENGLISH} "This needs Windows 10 or later."
LangString NotWritten ${LANG_SIMPCHINESE} "无法写入 $INSTDIR。原有版本没有改动。"
LangString NotWritten ${LANG_ENGLISH} "$INSTDIR cannot be written. The version that was there is unchanged."
LangString Newer ${LANG_SIMPCHINESE} "已通过更新得到较新的版本（$1），收银台继续使用该版本。"
LangString Newer ${LANG_ENGLISH} "An update has brought a newer version ($1). The till goes on with that one."
LangString Kept ${LANG_SIMPCHINESE} "交易记录和设置保留在 $LOCALAPPDATA\facepay 和 $APPDATA\facepay。"
LangString Kept ${LANG_ENGLISH} "Sales and settings stay in $LOCALAPPDATA\facepay and $APPDATA\facepay."

; A program that runs cannot be opened for writing, and one that an update brought runs
; as its child. Silent: exit code 2.
!macro WaitForTheTill UN
Function ${UN}WaitForTheTill
  ${Do}
    ; GENERIC_WRITE, no sharing, OPEN_EXISTING
    System::Call 'kernel32::CreateFile(t "$INSTDIR\facepay.exe", i 0x40000000, i 0, p 0, i 3, i 0, p 0) p .r0 ?e'
    Pop $1
    ${If} $0 P<> -1
      System::Call 'kernel32::CloseHandle(p r0)'
      Return
    ${EndIf}
    ${If} $1 <> 32 ; ERROR_SHARING_VIOLATION; whatever else it is, writing will tell
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 2
    Quit
  ${Loop}
FunctionEnd
!macroend
!insertmacro WaitForTheTill ""
!insertmacro WaitForTheTill "un."

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(Needs)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section "$(Till)"
  SectionIn RO
  Call WaitForTheTill
  SetOutPath "$INSTDIR"
  ; All else is written before the new program, which stands whole beside the old one
  ; before it takes its place.
  ClearErrors
  SetOverwrite try
  File "${SOURCE}\LICENSE.txt"
  File "${SOURCE}\OFL.txt"
  File "${SOURCE}\third-party-licenses.txt"
  File "${SOURCE}\config.example.toml"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$INSTDIR\versions" ; for those that updates bring
  File "/oname=facepay.exe.next" "${SOURCE}\facepay.exe"
  ${If} ${Errors}
    Goto failed
  ${EndIf}
  ; MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH
  System::Call 'kernel32::MoveFileEx(t "$INSTDIR\facepay.exe.next", t "$INSTDIR\facepay.exe", i 9) i .r0'
  ${If} $0 = 0
    Goto failed
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\facepay.lnk" "$INSTDIR\facepay.exe" "supervise"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "facepay"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\facepay.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0

  ; The installed program runs the newest of itself and what an update brought.
  nsExec::ExecToStack '"$INSTDIR\facepay.exe" version'
  Pop $0
  Pop $1
  ${WordFind} "$1" "$\n" "+1" $1
  ${WordFind} "$1" "$\r" "+1" $1
  ${If} $0 == 0
  ${AndIf} $1 != "facepay ${VERSION}"
    MessageBox MB_OK|MB_ICONINFORMATION "$(Newer)" /SD IDOK
  ${EndIf}
  Return

failed:
  Delete "$INSTDIR\facepay.exe.next"
  MessageBox MB_OK|MB_ICONSTOP "$(NotWritten)" /SD IDOK
  SetErrorLevel 2
  Quit
SectionEnd

; A disk that is full ends the installation while a file is written.
Function .onInstFailed
  Delete "$INSTDIR\facepay.exe.next"
  SetErrorLevel 2
FunctionEnd

; The user's identity as text, for the task is theirs alone.
!macro UserSID UN
Function ${UN}UserSID
  StrCpy $4 ""
  System::Call 'advapi32::OpenProcessToken(p -1, i 8, *p .r1) i .r0'
  System::Alloc 256
  Pop $2
  System::Call 'advapi32::GetTokenInformation(p r1, i 1, p r2, i 256, *i .r3) i .r0'
  ${If} $0 <> 0
    System::Call '*$2(p .r3)'
    System::Call 'advapi32::ConvertSidToStringSidW(p r3, *p .r5) i .r0'
    ${If} $0 <> 0
      System::Call '*$5(&w200 .r4)'
      System::Call 'kernel32::LocalFree(p r5)'
    ${EndIf}
  ${EndIf}
  System::Free $2
  System::Call 'kernel32::CloseHandle(p r1)'
FunctionEnd
!macroend
!insertmacro UserSID ""
!insertmacro UserSID "un."

!macro Line TEXT
  FileWriteUTF16LE $6 `${TEXT}$\r$\n`
!macroend

Section "$(AtLogon)" AtLogon
  Call UserSID
  InitPluginsDir
  FileOpen $6 "$PLUGINSDIR\task.xml" w
  FileWriteUTF16LE /BOM $6 ""
  !insertmacro Line `<?xml version="1.0" encoding="UTF-16"?>`
  !insertmacro Line `<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">`
  !insertmacro Line `<Triggers><LogonTrigger><Enabled>true</Enabled><UserId>$4</UserId></LogonTrigger></Triggers>`
  !insertmacro Line `<Principals><Principal id="Author"><UserId>$4</UserId><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>`
  !insertmacro Line `<Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries><StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S</ExecutionTimeLimit><Priority>5</Priority></Settings>`
  ${WordReplace} "$INSTDIR" "&" "&amp;" "+" $8 ; nothing else that XML minds may stand in a name
  !insertmacro Line `<Actions Context="Author"><Exec><Command>$8\facepay.exe</Command><Arguments>supervise</Arguments></Exec></Actions>`
  !insertmacro Line `</Task>`
  FileClose $6
  nsExec::Exec '"$SYSDIR\schtasks.exe" /Create /F /TN facepay-$4 /XML "$PLUGINSDIR\task.xml"'
  Pop $7
  ${If} $7 == 0
    DeleteRegValue HKCU "${RUN_KEY}" "facepay"
  ${Else}
    ; Windows lets a user have tasks for their own logon, unless the shop's policy forbids
    ; it; the other way needs no leave.
    WriteRegStr HKCU "${RUN_KEY}" "facepay" '"$INSTDIR\facepay.exe" supervise'
  ${EndIf}
SectionEnd

; An upgrade with the box no longer ticked.
Section "-NotAtLogon"
  ${IfNot} ${SectionIsSelected} ${AtLogon}
    Call UserSID
    nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /F /TN facepay-$4'
    Pop $0
    DeleteRegValue HKCU "${RUN_KEY}" "facepay"
  ${EndIf}
SectionEnd

Section "Uninstall"
  Call un.WaitForTheTill
  Call un.UserSID
  nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /F /TN facepay-$4'
  Pop $0
  DeleteRegValue HKCU "${RUN_KEY}" "facepay"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  Delete "$SMPROGRAMS\facepay.lnk"
  Delete "$INSTDIR\facepay.exe"
  Delete "$INSTDIR\facepay.exe.next"
  ; Only what updates made: the folder may be one that had a folder versions before.
  FindFirst $0 $1 "$INSTDIR\versions\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      Delete "$INSTDIR\versions\$1\facepay.exe"
      Delete "$INSTDIR\versions\$1\new-facepay.exe"
      RMDir "$INSTDIR\versions\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
  Delete "$INSTDIR\versions\state.json"
  Delete "$INSTDIR\versions\state.json.part"
  Delete "$INSTDIR\versions\update.lock"
  Delete "$INSTDIR\versions\incoming.part"
  RMDir "$INSTDIR\versions"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\OFL.txt"
  Delete "$INSTDIR\third-party-licenses.txt"
  Delete "$INSTDIR\config.example.toml"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DetailPrint "$(Kept)"
SectionEnd
