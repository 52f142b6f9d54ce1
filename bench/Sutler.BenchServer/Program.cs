using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sutler.TestKit;

namespace Sutler.BenchServer;

/// <summary>
/// Serves a GOPROXY tree, or bare git repositories, on a free loopback port: <c>--root|--git DIR [--delay MS] [--tls CA.pem]</c>.
/// The first line of standard output is the address. Each line of standard input is answered with the counts of <see cref="Traffic"/>;
/// <c>begin SEED</c> sets them to zero first and makes the faults of that seed, 0 for none. The server ends when standard input
/// does, so that it never outlives its driver.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (ServerOptions.Parse(arguments) is not { } options)
        {
            await Console.Error.WriteLineAsync("usage: Sutler.BenchServer --root|--git DIR [--delay MS] [--tls CA.pem]");
            return 2;
        }

        using var authority = new TestCertificateAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => Configure(endpoint, options, authority)));
        await using var server = builder.Build();
        var delay = TimeSpan.FromMilliseconds(options.DelayMilliseconds);
        ISite site = options.Git ? new GitBackend(options.Root, delay) : new ProxyTree(options.Root, delay);
        server.Run(site.AnswerAsync);
        await server.StartAsync();
        if (options.AuthorityFile is { } file)
        {
            await File.WriteAllTextAsync(file, authority.RootPem);
        }

        await Console.Out.WriteLineAsync(server.Urls.First());
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await Console.Out.WriteLineAsync(Obey(line, site));
        }

        await server.StopAsync();
        return 0;
    }

    private static string Obey(string line, ISite site)
    {
        if (line.Split(' ') is ["begin", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
        {
            site.Begin(seed);
        }

        return $"{site.Traffic}";
    }

    private static void Configure(ListenOptions endpoint, ServerOptions options, TestCertificateAuthority authority)
    {
        endpoint.Protocols = options.AuthorityFile is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (options.AuthorityFile is not null)
        {
            endpoint.UseHttps(authority.Issue("127.0.0.1", "localhost"));
        }
    }
}
