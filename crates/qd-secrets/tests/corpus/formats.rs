//! Where people leave credentials: a file name and a text each, with a hole for the value.
//!
//! `{v}` is the value, `{b}` its base 64, `{u}` the base 64 of `me:VALUE`, `{h}` a hash of it as a
//! password file keeps it. The text round the hole is what such files really hold.

/// One format: its file name and its text.
pub struct Format {
    pub path: &'static str,
    pub text: &'static str,
}

const fn format(path: &'static str, text: &'static str) -> Format {
    Format { path, text }
}

/// Every format of the corpus.
pub const FORMATS: &[Format] = &[
    // Settings in lines
    format(
        "app/.env",
        "NODE_ENV=production\nDB_HOST=db.harbor.example\nDB_PASSWORD={v}\nPORT=8080\n",
    ),
    format("deploy/prod.env", "export API_TOKEN='{v}' # rotate in May\nREGION=us-west-2\n"),
    format(
        "conf/app.ini",
        "[database]\nhost = db.harbor.example\nuser = booking\npassword = {v}\nport = 5432\n",
    ),
    format("etc/service.cfg", "[smtp]\nsmtp_user: mailer\nsmtp_pass: {v}\n"),
    format(
        "src/main/resources/application.properties",
        "spring.datasource.url=jdbc:postgresql://db/app\nspring.datasource.password={v}\n",
    ),
    format(
        "gradle.properties",
        "org.gradle.jvmargs=-Xmx2g\nsigning.keyId=24875D73\nmavenCentralPassword={v}\n",
    ),
    format("config.toml", "[server]\naddress = \"0.0.0.0\"\nsecret_key = \"{v}\"\n"),
    format(
        ".npmrc",
        "registry=https://registry.harbor.example/\n//registry.harbor.example/:_authToken={v}\n",
    ),
    format(
        ".pypirc",
        "[distutils]\nindex-servers = harbor\n[harbor]\nrepository = https://pypi.harbor.example\nusername = ci\npassword = {v}\n",
    ),
    format("home/.aws/credentials", "[default]\naws_secret_access_key = {v}\n"),
    format(".s3cfg", "[default]\nbucket_location = US\nsecret_key = {v}\nuse_https = True\n"),
    format("home/.boto", "[Credentials]\ngs_secret_access_key = {v}\n"),
    format(".my.cnf", "[client]\nuser=root\npassword={v}\nhost=localhost\n"),
    format("wpa_supplicant.conf", "network={\n\tssid=\"harbor\"\n\tpsk=\"{v}\"\n}\n"),
    format(
        "harbor.service",
        "[Service]\nExecStart=/usr/bin/harbor\nEnvironment=HARBOR_API_KEY={v}\nRestart=always\n",
    ),
    format("terraform.tfvars", "region = \"us-west-2\"\ndb_password = \"{v}\"\n"),
    format("wg0.conf", "[Interface]\nAddress = 10.0.0.2/24\nPrivateKey = {v}\n"),
    // Settings in words
    format(
        "Dockerfile",
        "FROM node:20\nENV DB_PASSWORD {v}\nCOPY . /app\nCMD [\"node\", \"server.js\"]\n",
    ),
    format(
        "home/.msmtprc",
        "account harbor\nhost smtp.harbor.example\nuser mailer\npassword {v}\n",
    ),
    format(
        "home/.fetchmailrc",
        "poll mail.harbor.example protocol imap\n  user \"anna\"\n  password \"{v}\"\n",
    ),
    format("home/.muttrc", "set from = anna@harbor.example\nset imap_pass = \"{v}\"\n"),
    format("etc/redis.conf", "bind 127.0.0.1\nport 6379\nrequirepass {v}\n"),
    format("etc/ldap.conf", "base dc=harbor,dc=example\nbinddn cn=admin\nbindpw {v}\n"),
    // Structured settings
    format(
        "config/settings.json",
        "{\n  \"db\": {\n    \"host\": \"db.harbor.example\",\n    \"password\": \"{v}\"\n  }\n}\n",
    ),
    format(
        "config/database.yml",
        "production:\n  adapter: postgresql\n  username: booking\n  password: {v}\n",
    ),
    format("config/secrets.yml", "production:\n  secret_key_base: {v}\n"),
    format(
        "docker-compose.yml",
        "services:\n  db:\n    image: mysql:8\n    environment:\n      - MYSQL_ROOT_PASSWORD={v}\n      - MYSQL_DATABASE=app\n",
    ),
    format(
        "k8s/deployment.yaml",
        "spec:\n  containers:\n    - name: api\n      env:\n        - name: DB_PASSWORD\n          value: \"{v}\"\n",
    ),
    format(
        "k8s/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: booking\ntype: Opaque\ndata:\n  DATABASE_URI: {b}\n",
    ),
    format(
        "helm/values.yaml",
        "image:\n  tag: \"1.2\"\npostgresql:\n  auth:\n    postgresPassword: {v}\n",
    ),
    format("group_vars/all.yml", "ansible_user: deploy\nansible_become_pass: \"{v}\"\n"),
    format(
        ".github/workflows/deploy.yml",
        "jobs:\n  deploy:\n    env:\n      DEPLOY_TOKEN: {v}\n    steps:\n      - uses: actions/checkout@v4\n",
    ),
    format(
        "template.yaml",
        "Parameters:\n  DbPassword:\n    Type: String\n    NoEcho: true\n    Default: {v}\n",
    ),
    format(
        "appsettings.json",
        "{\n  \"ConnectionStrings\": {\n    \"Main\": \"Server=db.harbor.example;Database=app;User Id=booking;Password={v};Encrypt=true\"\n  }\n}\n",
    ),
    format(
        "Web.config",
        "<configuration>\n  <appSettings>\n    <add key=\"StripeApiKey\" value=\"{v}\" />\n  </appSettings>\n</configuration>\n",
    ),
    format(
        "home/.m2/settings.xml",
        "<settings><servers><server><id>harbor</id>\n<username>ci</username>\n<password>{v}</password>\n</server></servers></settings>\n",
    ),
    format(
        "conf/tomcat-users.xml",
        "<tomcat-users>\n  <user username=\"admin\" password=\"{v}\" roles=\"manager-gui\"/>\n</tomcat-users>\n",
    ),
    format(
        ".idea/webServers.xml",
        "<component name=\"WebServers\">\n  <fileTransfer host=\"ftp.harbor.example\" username=\"web\" password=\"{v}\" port=\"21\" />\n</component>\n",
    ),
    format(
        "sitemanager.xml",
        "<Servers><Server>\n<Host>ftp.harbor.example</Host>\n<User>web</User>\n<Pass encoding=\"base64\">{b}</Pass>\n</Server></Servers>\n",
    ),
    format(
        ".vscode/sftp.json",
        "{\n  \"host\": \"ftp.harbor.example\",\n  \"username\": \"web\",\n  \"password\": \"{v}\",\n  \"remotePath\": \"/www\"\n}\n",
    ),
    format(
        ".ftpconfig",
        "{\n  \"protocol\": \"ftp\",\n  \"user\": \"web\",\n  \"pass\": \"{v}\"\n}\n",
    ),
    format(
        "terraform.tfstate",
        "{\n  \"resources\": [{\"instances\": [{\"attributes\": {\"username\": \"root\", \"password\": \"{v}\"}}]}]\n}\n",
    ),
    format(
        "harbor.postman_environment.json",
        "{\n  \"values\": [\n    {\"key\": \"apiToken\", \"value\": \"{v}\", \"enabled\": true}\n  ]\n}\n",
    ),
    format(
        "Info.plist",
        "<plist><dict>\n<key>ApiSecret</key>\n<string>{v}</string>\n</dict></plist>\n",
    ),
    format(
        "home/.docker/config.json",
        "{\n  \"auths\": {\n    \"registry.harbor.example\": {\"auth\": \"{u}\"}\n  }\n}\n",
    ),
    format(
        "users.ldif",
        "dn: uid=anna,ou=people,dc=harbor,dc=example\nuid: anna\nuserPassword: {v}\n",
    ),
    format(
        "analysis.ipynb",
        "{\"cells\": [{\"source\": [\"import db\\n\", \"password = \\\"{v}\\\"\\n\"]}]}\n",
    ),
    // Formats of their own
    format("home/.netrc", "machine api.harbor.example\n  login deploy\n  password {v}\n"),
    format(
        "home/.pgpass",
        "# hostname:port:database:username:password\ndb.harbor.example:5432:app:booking:{v}\n",
    ),
    format("home/.git-credentials", "https://deploy:{v}@git.harbor.example\n"),
    format("etc/.htpasswd", "anna:{h}\n"),
    format("etc/shadow", "root:*:19000:0:99999:7:::\nanna:{h}:19000:0:99999:7:::\n"),
    // Dumps and lists
    format(
        "backup/users.sql",
        "INSERT INTO `users` (`id`, `email`, `password`) VALUES\n(1,'anna@harbor.example','{v}');\n",
    ),
    format(
        "backup/dump.sql",
        "CREATE TABLE `api_clients` (\n  `id` int NOT NULL,\n  `name` varchar(20),\n  `secret` varchar(64),\n  PRIMARY KEY (`id`)\n);\nINSERT INTO `api_clients` VALUES (7,'front','{v}');\n",
    ),
    format(
        "backup/pg.sql",
        "COPY public.users (id, email, password) FROM stdin;\n1\tanna@harbor.example\t{v}\n\\.\n",
    ),
    format(
        "grants.sql",
        "CREATE USER 'booking'@'%' IDENTIFIED BY '{v}';\nGRANT ALL ON app.* TO 'booking'@'%';\n",
    ),
    format("roles.sql", "CREATE ROLE booking LOGIN PASSWORD '{v}';\n"),
    format("logins.csv", "site,user,password\nftp.harbor.example,web,{v}\n"),
    // Code
    format(
        "settings.py",
        "DATABASES = {\n    'default': {\n        'USER': 'booking',\n        'PASSWORD': '{v}',\n    }\n}\n",
    ),
    format(
        "app/client.py",
        "session = requests.Session()\nr = session.get(URL, auth=('booking', '{v}'))\n",
    ),
    format("src/config.js", "module.exports = {\n  port: 3000,\n  jwtSecret: \"{v}\",\n};\n"),
    format(
        "src/db.ts",
        "const password = process.env.DB_PASSWORD ?? '{v}';\nexport default connect({ password });\n",
    ),
    format(
        "wp-config.php",
        "<?php\ndefine( 'DB_NAME', 'harbor' );\ndefine( 'DB_PASSWORD', '{v}' );\n",
    ),
    format("wp/salts.php", "<?php\ndefine('SECURE_AUTH_KEY', '{v}');\n"),
    format(
        "config/database.php",
        "<?php\nreturn ['mysql' => ['username' => 'root', 'password' => env('DB_PASSWORD', '{v}')]];\n",
    ),
    format(
        "config/initializers/mailer.rb",
        "Mailer.configure do |c|\n  c.user_name = \"mailer\"\n  c.password = \"{v}\"\nend\n",
    ),
    format("Main.java", "class Main {\n  private static final String API_KEY = \"{v}\";\n}\n"),
    format("Mailer.java", "account.setUser(\"mailer\");\naccount.setPassword(\"{v}\");\n"),
    format(
        "main.go",
        "cfg := mail.Config{\n\tHost: \"smtp.harbor.example\",\n\tPassword: \"{v}\",\n}\n",
    ),
    format("Program.cs", "var credentials = new NetworkCredential(\"mailer\", \"{v}\");\n"),
    format("config.h", "#define WIFI_SSID \"harbor\"\n#define WIFI_PASSWORD \"{v}\"\n"),
    format("main.tf", "variable \"db_password\" {\n  type    = string\n  default = \"{v}\"\n}\n"),
    format("src/main.rs", "const API_TOKEN: &str = \"{v}\";\n"),
    format("worker.pl", "my $dbh = connect(user => 'booking', password => '{v}');\n"),
    format("Login.vb", "Const ApiPassword = \"{v}\"\n"),
    format("MainActivity.kt", "private val apiSecret: String = \"{v}\"\n"),
    format("App.swift", "let clientSecret = \"{v}\"\n"),
    // Commands
    format(
        "deploy.sh",
        "#!/bin/sh\nset -e\nexport PGPASSWORD={v}\npsql -h db -U booking app < dump.sql\n",
    ),
    format("sync.sh", "curl -fsS -u deploy:{v} https://api.harbor.example/sync\n"),
    format("backup.sh", "mysqldump -h db -u root -p{v} app > app.sql\n"),
    format("push.sh", "docker login -u ci -p {v} registry.harbor.example\n"),
    format("copy.sh", "sshpass -p '{v}' scp app.tgz deploy@host:/srv\n"),
    format("login.ps1", "$secure = ConvertTo-SecureString \"{v}\" -AsPlainText -Force\n"),
    format("deploy.bat", "@echo off\r\nset FTP_PASSWORD={v}\r\ncall push.cmd\r\n"),
    format("crontab", "MAILTO=anna@harbor.example\n0 3 * * * API_TOKEN={v} /usr/bin/harbor sync\n"),
    // Prose and logs
    format(
        "README.md",
        "# Harbor\n\nLog in with user `demo` and password `{v}`.\n\nadmin password: {v}\n",
    ),
    format("handoff.txt", "FTP: web / see below\npassword: {v}\nThanks, Ben\n"),
    format("app.log", "2026-09-01 10:00:00 INFO connect host=db user=booking password={v} ok\n"),
    format(
        "requests.http",
        "POST https://api.harbor.example/login\nAuthorization: Bearer {v}\n\n{}\n",
    ),
    format(
        "notes.url",
        "[InternetShortcut]\nURL=postgres://booking:{v}@db.harbor.example:5432/app\n",
    ),
];
