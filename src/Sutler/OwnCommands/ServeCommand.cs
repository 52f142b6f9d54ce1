using System.CommandLine;
using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Server;
using Sutler.Server.Listening;
using Sutler.Serving;
using Sutler.Settings;

namespace Sutler.OwnCommands;

/// <summary><c>sutler serve</c>: what it prints and how it ends.</summary>
internal static class ServeCommand
{
    /// <summary>The command with its flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var listen = OwnCommandLine.Flag<string>("listen");
        var from = OwnCommandLine.Flag<string>("from");
        var data = OwnCommandLine.Flag<string>("data");
        var upstream = OwnCommandLine.Flag<string>("upstream");
        var offline = OwnCommandLine.Switch("offline");
        var insecurePublic = OwnCommandLine.Switch("insecure-public");
        var certificate = OwnCommandLine.Flag<string>("tls-cert");
        var key = OwnCommandLine.Flag<string>("tls-key");
        var token = OwnCommandLine.Flag<string>("token-file");
        var adminToken = OwnCommandLine.Flag<string>("admin-token-file");
        var log = OwnCommandLine.Flag<string>("access-log");
        var preview = OwnCommandLine.Switch("retention-dry-run");
        var command = new Command("serve") { listen, from, data, upstream, offline, insecurePublic, certificate, key, token, adminToken, log, preview };
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = call.Context;
            var options = ServeOptions.Of(SettingsReader.Read(context.Variables, context.WorkingDirectory, server: true).Server);
            options = options with
            {
                Listen = parsed.GetValue(listen) is { } address ? Parse(address) : options.Listen,
                From = Full(parsed.GetValue(from), context),
                Data = Full(parsed.GetValue(data), context) ?? options.Data,
                Upstream = parsed.GetValue(upstream) is { } list ? ParseUpstream(list) : options.Upstream,
                Offline = parsed.GetValue(offline) || options.Offline,
                InsecurePublic = parsed.GetValue(insecurePublic),
                TlsCertificate = Full(parsed.GetValue(certificate), context) ?? options.TlsCertificate,
                TlsKey = Full(parsed.GetValue(key), context) ?? options.TlsKey,
                TokenFile = Full(parsed.GetValue(token), context) ?? options.TokenFile,
                AdminTokenFile = Full(parsed.GetValue(adminToken), context) ?? options.AdminTokenFile,
                ShowsRetention = parsed.GetValue(preview),
                AccessLog = (parsed.GetValue(log) is "-" ? "-" : Full(parsed.GetValue(log), context)) ?? options.AccessLog,
            };
            return RunAsync(options, call, cancellationToken);
        });
        return command;
    }

    // OpenTelemetry's own variables; there is no use in sending to the default address where perhaps nobody listens.
    private static bool SendsTelemetry(CommandContext context) =>
        context.Variable("OTEL_SDK_DISABLED") != "true" && new[] { "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" }.Any(name => context.Variable(name).Length > 0);

    private static ListenAddress Parse(string text) =>
        ListenAddress.TryParse(text, out var address, out var error) ? address : throw CommandLookup.Misuse($"sutler serve: --listen {text}: {error.Reason}", "sutler help serve");

    private static string ParseUpstream(string text)
    {
        try
        {
            return new UpstreamForm().Read(new SettingInput.Variable(text), "")!;
        }
        catch (FormatException error)
        {
            throw CommandLookup.Misuse($"sutler serve: --upstream: {error.Message}", "sutler help serve");
        }
    }

    private static string? Full(string? path, CommandContext context) => path is null ? null : Path.GetFullPath(path, context.WorkingDirectory);

    private static async Task<int> RunAsync(ServeOptions options, OwnCommandCall call, CancellationToken cancellationToken)
    {
        options.Check();
        try
        {
            return await ServeAsync(options, call.Settle(), cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            // No command of go's: nothing here speaks with its voice.
            throw new FatalException($"sutler: serve: {failure.Message}", failure) { Hint = failure.Hint };
        }
    }

    private static async Task<int> ServeAsync(ServeOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        if (options.ShowsRetention)
        {
            await RetentionPreview.WriteAsync(options, context, cancellationToken);
            return ExitCodes.Done;
        }

        using var files = ServeFiles.Read(options);
        await using var log = options.AccessLog is { } file ? AccessLogFile.Open(file, context.Time) : null;
        await using var parts = options.From is { } directory ? ServedParts.FromDirectory(directory, context) : await ServedParts.FromSourcesAsync(options, context, cancellationToken);
        var forHost = new ProxyHostOptions
        {
            Listen = options.Listen,
            Certificate = files.Certificate,
            Token = files.Token,
            AdminToken = files.AdminToken,
            WebhookSecret = files.WebhookSecret,
            Operations = parts.Operations,
            Pins = parts.Pins,
            Routes = options.From is null && !options.Offline ? options.UpstreamRoutes : [],
            StoreAsync = parts.StatusAsync,
            Version = VersionText.Version,
            AccessLog = log,
            Meter = parts.Meter,
            CountAsync = parts.CountAsync,
            SendsTelemetry = SendsTelemetry(context),
            Time = context.Time,
        };
        await using var host = await ProxyHost.StartAsync(forHost, parts.Modules, parts.Databases, cancellationToken);
        await context.Output.WriteLineAsync($"export GOPROXY={host.Address}/go");
        await context.Output.FlushAsync(cancellationToken);
        await context.Error.WriteLineAsync(TerminalText.Clean($"sutler: serving {parts.Description}; Ctrl-C ends it"));

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        // Being stopped is how a server ends: no failure.
        await host.StopAsync(CancellationToken.None);
        return ExitCodes.Done;
    }
}
