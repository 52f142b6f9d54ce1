using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Environment;
using Sutler.Go.Processes;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Repositories;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>Where a module lies that goes direct, and whether there is a program to read it: what comes before all questions about it.</summary>
internal sealed class RepositoryCheck(CheckupWorld world, Lazy<DirectModules> modules)
{
    private const string Defaults = "private:all,public:git|hg";

    private readonly HashSet<ModulePath> _seen = [];

    /// <summary>Who is asked by https where the repository is; null when nobody is, or need not prove who he is.</summary>
    public Url? HostOf(ModulePath path) => KnownHosts.Read(path.Text) is KnownPlace.Unknown && !world.Environment.GoInsecure.Matches(path.Text)
        ? Url.Parse("https://" + path.Text)
        : null;

    /// <summary>The questions <c>repository</c> and <c>program</c>, when the module is first asked about; the failure of one is that of the download.</summary>
    public async Task AskAsync(ModulePath path, List<Question> questions, CancellationToken cancellationToken)
    {
        if (!_seen.Add(path))
        {
            return;
        }

        var root = await RepositoryAsync(path, questions, cancellationToken);
        if (VersionControl.Find(root.Vcs) is { } system)
        {
            Program(system, questions);
        }
    }

    private async Task<RepositoryRoot> RepositoryAsync(ModulePath path, List<Question> questions, CancellationToken cancellationToken)
    {
        var started = world.Time.GetTimestamp();
        try
        {
            var root = await TimeLimit.RunAsync(world.Time, TimeLimit.VersionControl, token => modules.Value.FindAsync(path, token), cancellationToken);
            questions.Add(new Question("repository", null, Describe(root), null, world.Time.GetElapsedTime(started)) { Details = Details(root) });
            return root;
        }
        catch (SutlerException failure)
        {
            questions.Add(new Question("repository", null, "", failure, world.Time.GetElapsedTime(started)));
            throw;
        }
    }

    private void Program(VersionControl system, List<Question> questions)
    {
        try
        {
            var program = ProgramPath.Find(system.Command, world.Environment.Variables, world.Environment.WorkingDirectory);
            questions.Add(new Question("program", null, program, null, TimeSpan.Zero));
        }
        catch (SutlerException missing)
        {
            questions.Add(new Question("program", null, "", missing, TimeSpan.Zero));
            throw;
        }
    }

    private static string Describe(RepositoryRoot root)
    {
        var url = UrlSecrets.Mask(root.Url);
        return VersionControl.Find(root.Vcs) is { } system ? $"{system} at {url}, which GOVCS allows" : $"a module proxy, {url}";
    }

    private List<StepDetail> Details(RepositoryRoot root)
    {
        List<StepDetail> details =
        [
            new StepDetail("root", root.Root),
            new StepDetail("system", root.Vcs) { IsInSummary = true },
            new StepDetail("url", UrlSecrets.Mask(root.Url)) { IsInSummary = true },
        ];
        if (root.Subdirectory.Length > 0)
        {
            details.Add(new StepDetail("directory", root.Subdirectory));
        }

        if (VersionControl.Find(root.Vcs) is not null)
        {
            var isSet = world.Environment.GoVcs.Length > 0;
            details.Add(new StepDetail("GOVCS", isSet ? world.Environment.GoVcs : Defaults) { Origin = isSet ? world.OriginOf(EnvironmentVariables.GoVcs) : "default" });
        }

        return details;
    }
}
