//! Shared by the build scripts of both programs: their icon, version and manifest, which windres
//! compiles and the linker adds. For any other system than Windows nothing is done.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What the manifest says: paths may be long, texts are UTF-8, the window is drawn for the screen
/// that it is on, no rights are asked for.
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges>
        <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
      </requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
      <activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2, PerMonitor</dpiAwareness>
    </windowsSettings>
  </application>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0"
          processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
"#;

/// Links the resources into the program that is built.
pub(crate) fn embed(description: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../windows");
    println!("cargo:rerun-if-changed={}", folder.join("resources.rs").display());
    println!("cargo:rerun-if-changed={}", folder.join("scelle.ico").display());
    println!("cargo:rerun-if-env-changed=WINDRES");
    let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") != "windows" {
        return;
    }
    if target("ENV") != "gnu" {
        println!("cargo:warning=no icon, version nor manifest: windres makes them for gnu targets");
        return;
    }
    match compile(&folder, description, &target("ARCH")) {
        Ok(object) => println!("cargo:rustc-link-arg-bins={}", object.display()),
        // `cargo check` needs no linker either.
        Err(reason) => println!("cargo:warning=no icon, version nor manifest: {reason}"),
    }
}

fn compile(folder: &Path, description: &str, arch: &str) -> Result<PathBuf, String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    let (script, object) = (out.join("scelle.rc"), out.join("scelle-resources.o"));
    let icon = folder.join("scelle.ico").canonicalize().map_err(|error| error.to_string())?;
    fs::write(out.join("scelle.manifest"), MANIFEST).map_err(|error| error.to_string())?;
    fs::write(&script, text(&icon, description)).map_err(|error| error.to_string())?;
    let windres = env::var("WINDRES").unwrap_or_else(|_| format!("{arch}-w64-mingw32-windres"));
    let ran = Command::new(&windres)
        .args(["--codepage", "65001", "--output-format", "coff", "--include-dir"])
        .args([&out, &script, &object])
        .output()
        .map_err(|error| format!("{windres}: {error}"))?;
    if ran.status.success() {
        Ok(object)
    } else {
        Err(format!("{windres}: {}", String::from_utf8_lossy(&ran.stderr).replace('\n', " ")))
    }
}

fn text(icon: &Path, description: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let numbers: Vec<&str> = version.split(['.', '-', '+']).take(3).collect();
    let name = env!("CARGO_PKG_NAME");
    format!(
        "1 ICON \"{icon}\"
1 24 \"scelle.manifest\"
1 VERSIONINFO
FILEVERSION {numbers},0
PRODUCTVERSION {numbers},0
FILETYPE 1
{{
    BLOCK \"StringFileInfo\"
    {{
        BLOCK \"000004b0\"
        {{
            VALUE \"CompanyName\", \"Scellé\"
            VALUE \"FileDescription\", \"{description}\"
            VALUE \"FileVersion\", \"{version}\"
            VALUE \"InternalName\", \"{name}\"
            VALUE \"LegalCopyright\", \"{licence}\"
            VALUE \"OriginalFilename\", \"{name}.exe\"
            VALUE \"ProductName\", \"Scellé\"
            VALUE \"ProductVersion\", \"{version}\"
        }}
    }}
    BLOCK \"VarFileInfo\"
    {{
        VALUE \"Translation\", 0, 1200
    }}
}}
",
        icon = icon.display().to_string().replace('\\', "\\\\"),
        numbers = numbers.join(","),
        licence = env!("CARGO_PKG_LICENSE"),
    )
}
