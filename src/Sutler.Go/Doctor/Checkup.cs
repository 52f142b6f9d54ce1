using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Doctor;

/// <summary>
/// Finds out why a download fails, or whether downloads work at all: goes the way that a download would go, with its parts, and changes
/// nothing in cache and project.
/// </summary>
/// <remarks>
/// Requests are made once and each may take no longer than <see cref="TimeLimit.Whole"/>; a zip is fetched at the end, with the patience
/// of a download up to <see cref="ZipFetch.Limit"/>. A module that GONOPROXY covers is named to no proxy, one that GONOSUMDB covers to no checksum database.
/// </remarks>
public sealed class Checkup
{
    private const int LongestText = 600;

    private readonly CheckupWorld _world;
    private readonly Action<Step> _tell;
    private readonly List<Step> _steps = [];

    /// <summary>Creates a checkup.</summary>
    /// <param name="world">What it may touch.</param>
    /// <param name="tell">Is told of each step as soon as it is done.</param>
    public Checkup(CheckupWorld world, Action<Step> tell) => (_world, _tell) = (world, tell);

    /// <summary>Runs it for a module and a version or query, which may be empty; null for the machine in general.</summary>
    public async Task<DoctorReport> RunAsync(ModuleId? wanted, IReadOnlyList<Step> before, CancellationToken cancellationToken)
    {
        foreach (var step in before.Concat(EnvironmentCheck.Look(_world)))
        {
            Tell(step);
        }

        var subject = SubjectOf(wanted);
        if (!_steps.Exists(step => step.Status == StepStatus.Fail))
        {
            subject = await LookAsync(wanted, cancellationToken);
        }

        var diagnosis = Verdict.From(subject, _steps);
        return new DoctorReport(subject, _steps, diagnosis with { Summary = Clean(diagnosis.Summary), Next = Clean(diagnosis.Next) });
    }

    private async Task<Subject> LookAsync(ModuleId? wanted, CancellationToken cancellationToken)
    {
        var hosts = new HostCheck(_world);
        await using var http = new HttpFetcher(hosts.Http);
        // For what has no limit of its own; were it the same, chance would say which of the two ends an answer, and in what words.
        var once = new RetryPolicy { Retries = 0, RetriesBeforeNextSource = 0, TextAttemptBudget = CheckupWorld.ProbeLimit * 2 };
        var reader = new UrlReader(http, new Retrier(once, _world.Time));
        var sources = new WatchedSources(_world, hosts, (reader, new UrlReader(http, new Retrier(_world.Retry, _world.Time))), Tell);
        try
        {
            var project = await ProjectAsync(wanted is null, cancellationToken);
            if (project is null)
            {
                return SubjectOf(wanted);
            }

            if (wanted is not { } module)
            {
                await new MachineCheckup(_world, sources, reader, Tell).RunAsync(cancellationToken);
                return SubjectOf(null);
            }

            return SubjectOf(await new ModuleCheckup(_world, project, sources, reader, Tell).RunAsync(module, cancellationToken));
        }
        catch (FatalException failure)
        {
            // What ends a whole run before any of its modules fails is a setting: GOAUTH, GOWORK, GO111MODULE.
            Tell(EnvironmentCheck.Bad(SettingOf(failure), failure, ""));
            return SubjectOf(wanted);
        }
    }

    private async Task<ProjectView?> ProjectAsync(bool isGeneral, CancellationToken cancellationToken)
    {
        try
        {
            var project = await ProjectView.ReadAsync(_world, cancellationToken);
            Tell(ProjectStep(project, isGeneral));
            return project;
        }
        catch (SutlerException failure) when (failure is not FatalException || failure.Message.Contains("go.sum", StringComparison.Ordinal) || failure.Message.Contains("go.mod", StringComparison.Ordinal))
        {
            var reason = FaultReader.Line(failure.Message);
            Tell(new Step("project", StepStatus.Fail, reason) { Finding = new Finding.BadProject(reason) });
            return null;
        }
        finally
        {
            foreach (var step in _world.Held.Take(HeldAt.Project))
            {
                Tell(step);
            }
        }
    }

    private Step ProjectStep(ProjectView project, bool isGeneral)
    {
        if (project.File.Length == 0)
        {
            return new Step("project", StepStatus.Ok, "none: no go.mod in this directory or above");
        }

        List<StepDetail> details = [new StepDetail("file", project.File), StepDetail.Of("requirements", project.Requires.Count)];
        if (isGeneral)
        {
            var missing = Missing(project);
            details.Add(StepDetail.Of("notInCache", missing.Count));
            details.AddRange(missing.Count > 0 ? [StepDetail.Of("first", [.. missing.Take(3)])] : []);
        }

        details.Add(StepDetail.Of("sums", [.. project.Sums.Select(file => file.Path)]));
        return new Step("project", StepStatus.Ok, string.Join(", ", project.MainModules)) { Details = details };
    }

    private List<string> Missing(ProjectView project)
    {
        List<string> missing = [];
        foreach (var module in project.Requires.Select(project.Replacements.Resolve).Where(module => module.Version.Length > 0))
        {
            try
            {
                if (!ModuleCache.IsWhole(_world.Layout.Locate(module)))
                {
                    missing.Add(module.ToString());
                }
            }
            catch (SutlerException)
            {
                missing.Add(module.ToString());
            }
        }

        return missing;
    }

    private Subject SubjectOf(ModuleId? module) => new(
        module, module is { } known && _world.Environment.GoNoProxy.Matches(known.Path), _world.Environment.GoPrivate, _world.Environment.GoNoSumDb.Text, _world.OriginOf(EnvironmentVariables.GoProxy));

    private static string SettingOf(FatalException failure) =>
        EnvironmentVariables.All.FirstOrDefault(variable => failure.Message.Contains(variable.Name, StringComparison.Ordinal))?.Name ?? "settings";

    // First without secrets, then short: a secret that is cut is not known for one.
    private string Clean(string text) => SecretFilter.Cut(_world.Filter.Clean(text), LongestText);

    private void Tell(Step step)
    {
        var clean = step.Map(Clean);
        _steps.Add(clean);
        _tell(clean);
    }
}
