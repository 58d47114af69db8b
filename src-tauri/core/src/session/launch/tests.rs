//! In surroundings made for the purpose.

use super::*;
use crate::connection::EnvRow;

fn launcher(environment: &[(&str, &str)]) -> Launcher {
    Launcher::within(environment.iter().map(|(name, value)| (name.into(), value.into())).collect())
}

fn command(program: &str) -> CommandLine {
    CommandLine {
        program: program.to_owned(),
        args: vec!["; rm -rf /".to_owned(), "$HOME".to_owned()],
        env: Vec::new(),
        directory: "/".to_owned(),
        per_call: false,
    }
}

fn value<'a>(command: &'a hitchpost_mcp::Command, name: &str) -> Option<&'a str> {
    let found = command.env.iter().find(|(other, _)| other == name);
    found.and_then(|(_, value)| value.to_str())
}

#[tokio::test]
async fn a_command_gets_few_of_our_variables_and_all_of_its_own() {
    let ours = [
        ("PATH", "/usr/bin:/bin"),
        ("HOME", "/home/me"),
        ("LANG", "en_US.UTF-8"),
        ("LC_TIME", "C"),
        ("XDG_CONFIG_HOME", "/home/me/.config"),
        ("XDG_SESSION_ID", "7"),
        ("TERM", "xterm"),
        ("AWS_SECRET_ACCESS_KEY", "canary"),
        ("SSH_AUTH_SOCK", "/tmp/agent"),
        ("HITCHPOST_DATA_DIR", "/home/me/data"),
    ];
    let row = |name: &str, plain: Option<&str>| EnvRow { name: name.into(), plain: plain.map(str::to_owned) };
    let line = CommandLine {
        env: vec![row("MODE", Some("fast")), row("LANG", Some("C")), row("API_KEY", None)],
        ..command("sh")
    };
    let mut secrets = Secrets::default();
    secrets.insert(Slot::Env("API_KEY".to_owned()), "s3cret".to_owned().into());
    let launcher = launcher(&ours);
    let started = launcher.command(&line, launcher.find(&line).await, &secrets).await.unwrap();
    let names: Vec<_> = started.env.iter().map(|(name, _)| name.to_str().unwrap()).collect();
    let expected =
        ["PATH", "HOME", "LC_TIME", "XDG_CONFIG_HOME", "TERM", "MODE", "LANG", "API_KEY"].as_slice();
    assert_eq!(names, expected);
    assert_eq!((value(&started, "LANG"), value(&started, "API_KEY")), (Some("C"), Some("s3cret")));
    assert_eq!(started.args, ["; rm -rf /", "$HOME"].map(OsString::from));
    assert_eq!(started.secrets.len(), 1);

    let lost = launcher.command(&line, launcher.find(&line).await, &Secrets::default()).await;
    assert_eq!(lost.unwrap_err(), Failure::SecretMissing { what: "API_KEY".to_owned() });
}

#[tokio::test]
async fn a_program_is_looked_for_where_a_terminal_would() {
    let dir = tempfile::tempdir().unwrap();
    let tool = dir.path().join("tool");
    executable(&tool, "#!/bin/sh\n");
    let place = dir.path().display().to_string();
    let launcher = launcher(&[("PATH", &format!("/nowhere:{place}")), ("TERM", "xterm")]);

    let found = launcher.find(&command("tool")).await;
    assert_eq!((found.program.as_deref(), found.looked_in.len()), (Some(tool.as_path()), 0));
    let typed = launcher.find(&command(&tool.to_string_lossy())).await;
    assert_eq!(typed.approval, found.approval);
    let relative = CommandLine { directory: place.clone(), ..command("./tool") };
    assert!(launcher.find(&relative).await.program.is_some());

    let missing = launcher.find(&command("no-such-tool")).await;
    assert_eq!((missing.program.clone(), &missing.looked_in), (None, &vec!["/nowhere".to_owned(), place]));
    let failed = launcher.command(&command("no-such-tool"), missing, &Secrets::default()).await;
    let Err(Failure::Spawn { program, fault, looked_in }) = failed else { panic!("{failed:?}") };
    assert_eq!((program.as_str(), fault, looked_in.len()), ("no-such-tool", SpawnFault::NotFound, 2));

    let nowhere = CommandLine { directory: "/no/such/directory".to_owned(), ..command("tool") };
    let found = launcher.find(&nowhere).await;
    let failed = launcher.command(&nowhere, found, &Secrets::default()).await;
    assert!(matches!(failed, Err(Failure::Spawn { fault: SpawnFault::NoDirectory, .. })), "{failed:?}");
}

#[tokio::test]
async fn a_path_of_its_own_counts_for_looking_too() {
    let dir = tempfile::tempdir().unwrap();
    executable(&dir.path().join("tool"), "#!/bin/sh\n");
    let path = EnvRow { name: "PATH".to_owned(), plain: Some(dir.path().display().to_string()) };
    let line = CommandLine { env: vec![path], ..command("tool") };
    let launcher = launcher(&[("PATH", "/nowhere"), ("TERM", "xterm")]);
    let found = launcher.find(&line).await;
    let started = launcher.command(&line, found, &Secrets::default()).await.unwrap();
    assert_eq!(value(&started, "PATH"), dir.path().to_str());
}

#[cfg(unix)]
mod shells {
    use super::*;

    async fn path_by(shell: &str, further: &[(&str, &str)]) -> String {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("shell");
        executable(&file, shell);
        let file = file.display().to_string();
        let mut environment = vec![("PATH", "/usr/bin:/bin"), ("SHELL", file.as_str())];
        environment.extend_from_slice(further);
        launcher(&environment).path().await.to_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn without_a_terminal_the_login_shell_tells() {
        let shell = "#!/bin/sh\necho welcome\nPATH=/opt/tools:/bin\nexport PATH\neval \"$2\"\necho bye\n";
        assert_eq!(path_by(shell, &[]).await, "/opt/tools:/bin:/usr/bin");
        assert_eq!(path_by(shell, &[("TERM", "xterm")]).await, "/usr/bin:/bin");
    }

    #[tokio::test]
    async fn a_shell_that_says_nothing_is_not_missed() {
        for shell in ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho hello\n", "not a program\n"] {
            assert_eq!(path_by(shell, &[]).await, "/usr/bin:/bin", "{shell}");
        }
    }

    #[tokio::test]
    async fn a_shell_that_never_ends_is_ended_with_what_it_started() {
        let dir = tempfile::tempdir().unwrap();
        let pid = dir.path().join("pid");
        let shell = format!("#!/bin/sh\nsleep 1000 &\necho $! > {}\nwait\n", pid.display());
        let began = std::time::Instant::now();
        assert_eq!(path_by(&shell, &[]).await, "/usr/bin:/bin");
        assert!(began.elapsed() < std::time::Duration::from_secs(10));
        let pid: i32 = std::fs::read_to_string(pid).unwrap().trim().parse().unwrap();
        let gone = async {
            while nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_ok() && !is_zombie(pid) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("it ended");
    }

    /// Ended, and nobody has asked how: its parent is gone too.
    fn is_zombie(pid: i32) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
    }
}

fn executable(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}
