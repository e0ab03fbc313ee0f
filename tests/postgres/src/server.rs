//! A server.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::database::Database;
use crate::folder::Folder;
use crate::programs::{Programs, attempt, run};

/// The user that may do everything.
pub const USER: &str = "innkeeper";
/// That user's password: long enough to be found wherever it gets to.
pub const PASSWORD: &str = "a-password-that-nobody-may-see";

/// How many ports are tried: somebody else may take one between choosing and listening.
const TRIES: usize = 5;

/// A certificate for a server on loopback that is its own authority.
const CERTIFICATE: &str = "
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = a private server for tests
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1
";

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Work that is going on is rolled back, and everything is written.
    Fast,
    /// As by a power cut, as far as a process can: nothing more is written.
    Immediate,
}

/// A server that only this process uses. Dropped, it is stopped and its folder removed.
pub struct Server {
    programs: Programs,
    folder: Folder,
    port: u16,
    databases: AtomicU32,
}

impl Server {
    /// The server that the tests of this binary share.
    ///
    /// # Panics
    /// If PostgreSQL is missing or does not start; so for every way to get a server.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&[]))
    }

    /// A server with settings such as `synchronous_commit=off`.
    #[must_use]
    pub fn start(settings: &[&str]) -> Self {
        Self::made(settings, false)
    }

    /// A server with TLS, and with the certificate that [`Server::certificate`] names.
    #[must_use]
    pub fn start_with_tls() -> Self {
        Self::made(&["ssl=on", "ssl_cert_file=certificate.pem", "ssl_key_file=key.pem"], true)
    }

    fn made(settings: &[&str], with_certificate: bool) -> Self {
        let programs = Programs::find();
        let folder = Folder::new(&programs);
        let mut server = Self { programs, folder, port: 0, databases: AtomicU32::new(0) };
        server.initialise();
        if with_certificate {
            server.make_certificate();
        }
        server.listen(settings);
        server
    }

    /// A new and empty database.
    #[must_use]
    pub fn database(&self) -> Database {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        Database::existing(self, "postgres").run(&format!("CREATE DATABASE {name}"));
        Database::existing(self, &name)
    }

    /// Stops the server and starts it again, at the same address.
    pub fn restart(&self, stop: Stop) {
        self.stop(stop);
        self.resume();
    }

    /// Stops the server.
    pub fn stop(&self, stop: Stop) {
        let mode = match stop {
            Stop::Fast => "--mode=fast",
            Stop::Immediate => "--mode=immediate",
        };
        run(self.control("stop").arg(mode));
    }

    /// Starts a server that was stopped, with the settings that it had.
    pub fn resume(&self) {
        // `start` forgets the options of the time before, `restart` does not, and starts what is stopped.
        run(&mut self.control("restart"));
    }

    /// The file with the certificate of a server with TLS.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.folder.data().join("certificate.pem")
    }

    /// The port of loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs.path(name)
    }

    fn initialise(&self) {
        let password = self.folder.path().join("password");
        fs::write(&password, PASSWORD).expect("the password is written");
        let mut initdb = self.programs.as_owner(self.program("initdb"));
        initdb.args(["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=scram-sha-256"]);
        initdb.arg(format!("--username={USER}")).arg("--pwfile").arg(password);
        run(initdb.arg("--pgdata").arg(self.folder.data()));
    }

    fn make_certificate(&self) {
        let configuration = self.folder.path().join("certificate.conf");
        fs::write(&configuration, CERTIFICATE).expect("the configuration is written");
        let mut openssl = self.programs.as_owner("openssl");
        openssl.args(["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
        openssl.arg("-config").arg(configuration).arg("-keyout").arg(self.folder.data().join("key.pem"));
        run(openssl.arg("-out").arg(self.certificate()));
    }

    fn listen(&mut self, settings: &[&str]) {
        let mut failure = String::new();
        for _ in 0..TRIES {
            self.port = free_port();
            let port = format!("port={}", self.port);
            let ours = [port.as_str(), "listen_addresses=127.0.0.1", "unix_socket_directories=''"];
            let options: Vec<_> =
                ours.iter().chain(settings).map(|setting| format!("-c {setting}")).collect();
            match attempt(self.control("start").arg("--options").arg(options.join(" "))) {
                Ok(_) => return,
                Err(reason) => failure = reason,
            }
        }
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        panic!("the server does not start: {failure}{log}");
    }

    fn control(&self, action: &str) -> std::process::Command {
        let mut control = self.programs.as_owner(self.program("pg_ctl"));
        control.args([action, "--wait", "--silent"]).arg("--pgdata").arg(self.folder.data());
        if action != "stop" {
            control.arg("--log").arg(self.log());
        }
        control
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port of loopback");
    listener.local_addr().expect("it has an address").port()
}
