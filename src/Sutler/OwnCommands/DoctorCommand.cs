using System.CommandLine;
using Sutler.CommandLine;
using Sutler.Commands;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Doctor;
using Sutler.Go.Environment;
using Sutler.GoModules.Modules;
using Sutler.Output;
using Sutler.Settings;

namespace Sutler.OwnCommands;

/// <summary><c>sutler doctor</c>: what it prints and how it ends.</summary>
internal static class DoctorCommand
{
    /// <summary>The command with its flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var json = OwnCommandLine.Switch("json");
        var quick = OwnCommandLine.Switch("quick");
        var module = new Argument<string>("module") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("doctor") { json, quick, module };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(Parse(parsed.GetValue(module)), (parsed.GetValue(json), parsed.GetValue(quick)), call, cancellationToken));
        return command;
    }

    private static ModuleId? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.StartsWith('-'))
        {
            throw CommandLookup.Misuse($"sutler doctor: unknown flag {text}", "sutler help doctor");
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var module = at < 0 ? new ModuleId(text, "") : new ModuleId(text[..at], text[(at + 1)..]);
        return module.Path.Length == 0 || (at >= 0 && module.Version.Length == 0)
            ? throw CommandLookup.Misuse($"sutler doctor: {text}: want MODULE@VERSION, such as golang.org/x/text@v0.14.0", "sutler help doctor")
            : module;
    }

    private static async Task<int> RunAsync(ModuleId? module, (bool Json, bool Quick) flags, OwnCommandCall call, CancellationToken cancellationToken)
    {
        var text = flags.Json ? null : new DoctorText(call.Context.Output, module);
        var report = await ExamineAsync((module, flags.Quick), step => text?.Write(step), call, cancellationToken);
        End(report, text, call.Context.Output);
        return report.Diagnosis.Class == FaultClass.None ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void End(DoctorReport report, DoctorText? text, TextWriter output)
    {
        if (text is null)
        {
            output.Write(DoctorJson.Of(report));
        }
        else
        {
            text.Write(report.Diagnosis);
        }
    }

    // Settings that cannot be read are a finding like any other.
    private static async Task<DoctorReport> ExamineAsync((ModuleId? Module, bool Quick) asked, Action<Step> tell, OwnCommandCall call, CancellationToken cancellationToken)
    {
        var (module, quick) = asked;
        CommandContext context;
        LoadedSettings settings;
        ModDownloadOptions flags;
        try
        {
            context = call.Settle();
            settings = SettingsReader.Read(context.Variables, context.WorkingDirectory);
            flags = ModDownloadOptions.Parse([], GoFlagsVariable.Parse(context.GoEnvironment.GoFlags));
        }
        catch (SutlerException failure)
        {
            return Unreadable(module, failure, tell, call.Context);
        }

        // It keeps nothing in the cache: its locks are on files that nobody else has.
        var locks = new FileLocks(context.Time);
        await using var direct = new DirectComposition(context, context.GoEnvironment, locks, static _ => { }) { KeepsNothing = true };
        var world = new CheckupWorld
        {
            Direct = direct.Create,
            Environment = context.GoEnvironment,
            Origins = GoEnvironmentReader.ReadOrigins(context.Variables, context.WorkingDirectory),
            Http = HttpComposition.CreateOptions(context, trace: null),
            Retry = HttpComposition.CreateRetryPolicy(context.Settings),
            IsQuick = quick,
            ProxyOrigin = ProxyOriginOf(settings),
            Filter = FilterOf(context, settings),
            ModFile = flags.ModFile,
            Overlay = flags.Overlay,
        };
        return await new Checkup(world, tell).RunAsync(module, [SettingsStep(settings)], cancellationToken);
    }

    private static SecretFilter FilterOf(CommandContext context, LoadedSettings settings) =>
        SecretFilter.Of(context.Variables, [context.GoEnvironment.GoProxy, context.GoEnvironment.GoSumDb, settings.Client.Proxy?.Secret ?? ""]).With(context.GoEnvironment.GoAuth);

    private static string ProxyOriginOf(LoadedSettings settings)
    {
        var proxy = ClientSchema.All.First(setting => setting.Path == "client.proxy");
        return settings.OriginOf(proxy) switch
        {
            SettingOrigin.Default => "",
            SettingOrigin.Environment variable => variable.Variable,
            var file => $"{proxy.Path} ({file})",
        };
    }

    private static DoctorReport Unreadable(ModuleId? module, SutlerException failure, Action<Step> tell, CommandContext context)
    {
        var filter = SecretFilter.Of(context.Variables, context.Variables.Where(variable => variable.Key is "GOPROXY" or "GOSUMDB" or "SUTLER_PROXY").Select(variable => variable.Value));
        var reason = filter.Clean(FaultReader.Line(failure.Message));
        var step = new Step("settings", StepStatus.Fail, reason) { Finding = new Finding.BadSetting("settings", reason, "") };
        tell(step);
        var subject = new Subject(module, IsPrivate: false, "", "", "");
        return new DoctorReport(subject, [step], Verdict.From(subject, [step]));
    }

    private static Step SettingsStep(LoadedSettings settings)
    {
        var changed = ClientSchema.All.Where(setting => settings.OriginOf(setting) is not SettingOrigin.Default).ToList();
        var file = settings.FileExists ? settings.File! : "no settings file";
        return new Step("settings", StepStatus.Ok, changed.Count == 0 ? $"all of sutler's are as they come ({file})" : file)
        {
            Details = [.. changed.Select(setting => new StepDetail(setting.Path, setting.Show(settings.Values)) { Origin = settings.OriginOf(setting).ToString()! })],
        };
    }
}
