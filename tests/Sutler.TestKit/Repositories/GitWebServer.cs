using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sutler.TestKit.Repositories;

/// <summary><c>git http-backend</c> behind nginx, over TLS, and the pages that say where modules are.</summary>
/// <remarks>
/// <c>https://git.example.org/NAME</c> is <c>git/NAME</c> below the root; below <c>/private/</c> it wants user "gopher", password "hole".
/// <c>https://none.example.org</c> has nothing; whatever any other host is asked it answers with the page <c>code.html</c>. It listens on a socket in the
/// file system, which clients reach through a proxy that takes every name there.
/// </remarks>
internal sealed class GitWebServer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ServerProcess _cgi;
    private readonly ServerProcess _web;

    private GitWebServer(string directory, ServerProcess cgi, ServerProcess web) => (_directory, _cgi, _web) = (directory, cgi, web);

    /// <summary>Programs that must be on PATH.</summary>
    public static string[] Programs => ["nginx", "fcgiwrap", "git"];

    /// <summary>Where it listens, with TLS.</summary>
    public EndPoint Address => new UnixDomainSocketEndPoint(Path.Combine(_directory, "web.sock"));

    /// <summary>What was asked, one line each, oldest first: host, user or <c>-</c>, method, target, status.</summary>
    public IEnumerable<string> Requests => File.ReadLines(Path.Combine(_directory, "access.log"));

    /// <summary>Starts it on the repositories in <c>git</c> below <paramref name="root"/>; keeps its own files in <paramref name="directory"/>.</summary>
    public static async Task<GitWebServer> StartAsync(string directory, string root, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        using (var key = certificate.GetECDsaPrivateKey()!)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "web.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n", cancellationToken);
        }

        var (_, execPath, _) = await ExternalProgram.RunAsync("git", ["--exec-path"], cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "users"), "gopher:{PLAIN}hole\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "nginx.conf"), Configuration(directory, root, execPath.Trim()), cancellationToken);
        string cgiSocket = Path.Combine(directory, "cgi.sock");
        var cgi = await ServerProcess.StartAsync(ExternalProgram.Find("fcgiwrap")!, ["-c", "4", "-s", "unix:" + cgiSocket], directory, new UnixDomainSocketEndPoint(cgiSocket), cancellationToken);
        try
        {
            var web = await ServerProcess.StartAsync(
                ExternalProgram.Find("nginx")!,
                ["-p", directory, "-e", Path.Combine(directory, "error.log"), "-c", Path.Combine(directory, "nginx.conf")],
                directory,
                new UnixDomainSocketEndPoint(Path.Combine(directory, "web.sock")),
                cancellationToken);
            return new GitWebServer(directory, cgi, web);
        }
        catch
        {
            await cgi.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _cgi.DisposeAsync();
    }

    private static string Configuration(string directory, string root, string execPath) =>
        $$"""
        daemon off;
        master_process off;
        pid {{directory}}/nginx.pid;
        events { }
        http {
          log_format plain '$host $remote_user $request_method $request_uri $status';
          access_log {{directory}}/access.log plain;
          client_max_body_size 0;
          client_body_temp_path {{directory}}/body;
          proxy_temp_path {{directory}}/proxy;
          fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi;
          scgi_temp_path {{directory}}/scgi;
          default_type text/html;
          ssl_certificate {{directory}}/web.pem;
          ssl_certificate_key {{directory}}/web.pem;
          server {
            listen unix:{{directory}}/web.sock ssl default_server;
            server_name _;
            root {{directory}};
            location / { rewrite ^ /code.html break; }
          }
          server {
            listen unix:{{directory}}/web.sock ssl;
            server_name none.example.org;
            return 404;
          }
          server {
            listen unix:{{directory}}/web.sock ssl;
            server_name git.example.org;
            fastcgi_param SCRIPT_FILENAME {{execPath}}/git-http-backend;
            fastcgi_param GIT_PROJECT_ROOT {{root}}/git;
            fastcgi_param GIT_HTTP_EXPORT_ALL "";
            fastcgi_param GIT_PROTOCOL $http_git_protocol;
            fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
            fastcgi_param PATH_INFO $uri;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param REMOTE_USER $remote_user;
            fastcgi_param HOME {{directory}};
            location / { fastcgi_pass unix:{{directory}}/cgi.sock; }
            location /private/ {
              auth_basic "gophers";
              auth_basic_user_file {{directory}}/users;
              fastcgi_pass unix:{{directory}}/cgi.sock;
            }
          }
        }

        """;
}
