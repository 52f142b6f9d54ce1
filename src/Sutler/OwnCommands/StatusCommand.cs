using System.CommandLine;
using System.Text.Json;
using Sutler.Errors;
using Sutler.Operating;
using Sutler.Server.Operations;
using Sutler.Settings;

namespace Sutler.OwnCommands;

/// <summary><c>sutler status</c>: what a running server is doing.</summary>
internal static class StatusCommand
{
    /// <summary>The command with its flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var server = OwnCommandLine.Flag<string>("server");
        var token = OwnCommandLine.Flag<string>("admin-token-file");
        var json = OwnCommandLine.Switch("json");
        var watch = OwnCommandLine.Switch("watch");
        var command = new Command("status") { server, token, json, watch };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync((parsed.GetValue(server), parsed.GetValue(token)), (parsed.GetValue(json), parsed.GetValue(watch)), call, cancellationToken);
            }
            catch (SutlerException failure) when (failure is not FatalException)
            {
                // No command of go's: nothing here speaks with its voice.
                throw new FatalException($"sutler: status: {failure.Message}", failure) { Hint = failure.Hint };
            }
        });
        return command;
    }

    private static async Task<int> RunAsync((string? Server, string? Token) asked, (bool Json, bool Watch) how, OwnCommandCall call, CancellationToken cancellationToken)
    {
        var settings = SettingsReader.Read(call.Context.Variables, call.Context.WorkingDirectory, server: true).Server;
        var page = StatusAddress.Of(asked.Server, settings);
        var context = call.Settle();
        // The settings say what this machine's own server wants to see; another is shown only what is named.
        var tokenFile = asked.Token is { } file ? Path.GetFullPath(file, context.WorkingDirectory) : asked.Server is null ? settings.AdminTokenFile : null;
        if (tokenFile is not null && !StatusAddress.KeepsSecrets(page))
        {
            throw new SutlerException($"{page.Redacted}: the token could be read on the way there") { Hint = "name the server with https://" };
        }

        await using var client = new StatusClient(page, tokenFile, context);
        var status = await client.ReadAsync(cancellationToken);
        var view = new StatusView(client, page.Origin, context);
        void Write(ServerStatus now, ServerStatus? before) => context.Output.WriteLine(how.Json
            ? JsonSerializer.Serialize(now, StatusJson.Default.ServerStatus)
            : string.Join('\n', StatusText.Lines(page.Origin, now, before)) + (how.Watch ? "\n" : ""));
        switch (how)
        {
            case { Watch: false }:
                Write(status, null);
                break;
            case { Json: false } when context.ErrorIsTerminal:
                await view.DrawAsync(status, cancellationToken);
                break;
            default:
                await view.PrintAsync(status, Write, cancellationToken);
                break;
        }

        // Being stopped is how watching ends: no failure.
        return ExitCodes.Done;
    }
}
