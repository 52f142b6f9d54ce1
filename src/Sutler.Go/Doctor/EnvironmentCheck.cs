using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.Go.Sources.Credentials;

namespace Sutler.Go.Doctor;

/// <summary>go's settings: what is in force, where it comes from, and whether it can be understood.</summary>
internal static class EnvironmentCheck
{
    /// <summary>The steps <c>environment</c> and, for each setting that cannot be used, <c>setting</c>.</summary>
    public static IEnumerable<Step> Look(CheckupWorld world)
    {
        var environment = world.Environment;
        List<StepDetail> details =
        [
            Detail(world, EnvironmentVariables.GoProxy, environment.GoProxy),
            Detail(world, EnvironmentVariables.GoSumDb, environment.GoSumDb),
            Detail(world, EnvironmentVariables.GoModCache, environment.GoModCache),
            .. Set(world, EnvironmentVariables.GoPrivate, environment.GoPrivate),
            .. Set(world, EnvironmentVariables.GoNoProxy, environment.GoNoProxy.Text),
            .. Set(world, EnvironmentVariables.GoNoSumDb, environment.GoNoSumDb.Text),
            .. Set(world, EnvironmentVariables.GoInsecure, environment.GoInsecure.Text),
            .. Set(world, EnvironmentVariables.GoAuth, string.Join("; ", GoAuthCommand.ParseList(environment.GoAuth))),
            .. Set(world, EnvironmentVariables.GoFlags, environment.GoFlags),
            .. Set(world, EnvironmentVariables.GoWork, environment.GoWork),
            .. Set(world, EnvironmentVariables.GoToolchain, environment.GoToolchain),
            .. Set(world, EnvironmentVariables.GoEnv, environment.Variables.GetValueOrDefault(EnvironmentVariables.GoEnv.Name, "")),
            .. new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC" }
                .Where(name => environment.Variables.GetValueOrDefault(name, "").Length > 0)
                .Select(name => new StepDetail(name, environment.Variables[name]) { Origin = "environment" }),
        ];
        yield return new Step("environment", StepStatus.Ok, $"go {environment.GoVersion}'s settings") { Details = details };
        foreach (var step in new[]
        {
            Try(world, EnvironmentVariables.GoProxy, () => ProxyList.Parse(environment.GoProxy, environment.GoNoProxy)),
            Try(world, EnvironmentVariables.GoSumDb, () => ChecksumDatabaseSettings.Parse(environment.GoSumDb)),
        }.OfType<Step>())
        {
            yield return step;
        }
    }

    /// <summary>The step for a setting that cannot be used.</summary>
    public static Step Bad(string name, SutlerException failure, string origin) => new("setting", StepStatus.Fail, $"{name}: {FaultReader.Line(failure.Message)}")
    {
        Finding = new Finding.BadSetting(name, FaultReader.Line(failure.Message), origin),
    };

    private static StepDetail Detail(CheckupWorld world, EnvironmentVariable variable, string value) =>
        new(variable.Name, value) { Origin = world.OriginOf(variable) };

    private static IEnumerable<StepDetail> Set(CheckupWorld world, EnvironmentVariable variable, string value) =>
        world.OriginOf(variable) == "default" || value.Length == 0 ? [] : [Detail(world, variable, value)];

    private static Step? Try(CheckupWorld world, EnvironmentVariable variable, Action parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (SutlerException failure)
        {
            return Bad(variable.Name, failure, world.OriginOf(variable));
        }
    }
}
