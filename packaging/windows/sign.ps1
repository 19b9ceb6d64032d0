# Sign files with the certificate that the workflow's secrets hold: sign.ps1 FILE...
# WINDOWS_CERTIFICATE is a PFX file in base64, WINDOWS_PASSWORD opens it, TIMESTAMP_SERVER says when it was signed.
$ErrorActionPreference = "Stop"

$pfx = Join-Path $env:RUNNER_TEMP "certificate.pfx"
[IO.File]::WriteAllBytes($pfx, [Convert]::FromBase64String($env:WINDOWS_CERTIFICATE))
try {
    $kits = "${env:ProgramFiles(x86)}\Windows Kits\10\bin"
    $tool = Get-ChildItem "$kits\*\x64\signtool.exe" | Sort-Object FullName | Select-Object -Last 1
    foreach ($file in $args) {
        & $tool.FullName sign /fd SHA256 /f $pfx /p $env:WINDOWS_PASSWORD /tr $env:TIMESTAMP_SERVER /td SHA256 $file
        if ($LASTEXITCODE -ne 0) { throw "$file could not be signed." }
    }
}
finally {
    Remove-Item $pfx
}
