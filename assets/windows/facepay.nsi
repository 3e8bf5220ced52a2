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
LangString Kept ${LANG_SIMPCHINESE} "交易记录和设置保留在 $LOCALAPPDATA\facepay 和 $APPDATA\facepay。"
LangString Kept ${LANG_ENGLISH} "Sales and settings stay in $LOCALAPPDATA\facepay and $APPDATA\facepay."

; A program that runs cannot be opened for writing. Silent: exit code 2.
!macro WaitForTheTill UN
Function ${UN}WaitForTheTill
  ${DoWhile} ${FileExists} "$INSTDIR\facepay.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\facepay.exe" a
    ${IfNot} ${Errors}
      FileClose $0
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
  ; The new program stands whole beside the old one before it takes its place.
  ClearErrors
  SetOverwrite try
  File "/oname=facepay.exe.next" "${SOURCE}\facepay.exe"
  ${If} ${Errors}
    Goto failed
  ${EndIf}
  ; MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH
  System::Call 'kernel32::MoveFileEx(t "$INSTDIR\facepay.exe.next", t "$INSTDIR\facepay.exe", i 9) i .r0'
  ${If} $0 = 0
    Goto failed
  ${EndIf}
  SetOverwrite on
  File "${SOURCE}\LICENSE.txt"
  File "${SOURCE}\OFL.txt"
  File "${SOURCE}\third-party-licenses.txt"
  File "${SOURCE}\config.example.toml"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\facepay.lnk" "$INSTDIR\facepay.exe"

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
  Return

failed:
  Delete "$INSTDIR\facepay.exe.next"
  MessageBox MB_OK|MB_ICONSTOP "$(NotWritten)" /SD IDOK
  SetErrorLevel 2
  Quit
SectionEnd

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
  ; A folder's name may hold an ampersand; Windows has it in the environment.
  !insertmacro Line `<Actions Context="Author"><Exec><Command>%LOCALAPPDATA%\Programs\facepay\facepay.exe</Command></Exec></Actions>`
  !insertmacro Line `</Task>`
  FileClose $6
  StrCpy $7 "no task"
  ${If} "$INSTDIR" == "$LOCALAPPDATA\Programs\facepay"
    nsExec::Exec '"$SYSDIR\schtasks.exe" /Create /F /TN facepay-$4 /XML "$PLUGINSDIR\task.xml"'
    Pop $7
  ${EndIf}
  ${If} $7 == 0
    DeleteRegValue HKCU "${RUN_KEY}" "facepay"
  ${Else}
    ; A shop's policy may forbid tasks; the other way of Windows needs no leave.
    WriteRegStr HKCU "${RUN_KEY}" "facepay" '"$INSTDIR\facepay.exe"'
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
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\OFL.txt"
  Delete "$INSTDIR\third-party-licenses.txt"
  Delete "$INSTDIR\config.example.toml"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DetailPrint "$(Kept)"
SectionEnd
