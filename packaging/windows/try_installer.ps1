# Install silently, try the installed program, uninstall, and see that nothing is left: try_installer.ps1 SETUP.exe
param([Parameter(Mandatory = $true)][string]$Setup)
$ErrorActionPreference = "Stop"

$folder = "$env:LOCALAPPDATA\Programs\Yearmark"
$shortcut = "$env:APPDATA\Microsoft\Windows\Start Menu\Programs\Yearmark.lnk"
$keys = @(
    "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Yearmark",
    "HKCU:\Software\Classes\.yearmark",
    "HKCU:\Software\Classes\Yearmark.Bundle",
    "HKCU:\Software\Classes\Applications\yearmark.exe"
)

function Assert-Ran([string]$What, [System.Diagnostics.Process]$Process) {
    if ($Process.ExitCode -ne 0) { throw "$What ended with $($Process.ExitCode)." }
}

# Twice: the second time over the first, as an update does.
foreach ($time in 1, 2) {
    Assert-Ran "The installer" (Start-Process $Setup -ArgumentList "/S" -Wait -PassThru)
}
foreach ($place in @("$folder\yearmark.exe", "$folder\uninstall.exe", $shortcut) + $keys) {
    if (-not (Test-Path $place)) { throw "The installer made no $place." }
}
$command = (Get-ItemProperty "HKCU:\Software\Classes\Yearmark.Bundle\shell\open\command")."(default)"
if ($command -ne "`"$folder\yearmark.exe`" `"%1`"") { throw "Bundles are opened by: $command" }

$told = Join-Path $env:RUNNER_TEMP "selftest installed.json"
$run = Start-Process "$folder\yearmark.exe" -ArgumentList "--selftest", "--out", "`"$told`"" -Wait -PassThru
if (Test-Path $told) { Get-Content $told }
Assert-Ran "The self-test of the installed program" $run

# The uninstaller goes on as a copy of itself, for which Start-Process does not wait.
Assert-Ran "The uninstaller" (Start-Process "$folder\uninstall.exe" -ArgumentList "/S" -Wait -PassThru)
foreach ($second in 1..60) {
    if (-not (Test-Path $folder)) { break }
    Start-Sleep -Seconds 1
}
foreach ($place in @($folder, $shortcut) + $keys) {
    if (Test-Path $place) { throw "The uninstaller left $place." }
}
Write-Host "Installed, tried, uninstalled; nothing is left."
