using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Prefetching;

/// <summary>Has a server fetch module versions as if clients had asked for them: with its single flights, its limits and its verification. Thread-safe.</summary>
public sealed class ModulePrefetcher(IModuleServer modules)
{
    /// <summary>Brings one in; what goes wrong is an outcome. Cancelling ends the waiting, not the fetch.</summary>
    public async Task<PrefetchOutcome> BringAsync(WantedModule module, CancellationToken cancellationToken)
    {
        if (module.Skipped is { } why)
        {
            return new PrefetchOutcome.Skipped(why);
        }

        if (!ModulePath.TryParse(module.Path, out var path, out var error))
        {
            return new PrefetchOutcome.Failed(error.Reason);
        }

        if (!ServedVersions.IsVersionOf(path, module.Version))
        {
            return new PrefetchOutcome.Failed($"{GoModules.GoQuoting.Quote(module.Version)} is no canonical version of {path}");
        }

        ModuleRequest mod = new ModuleRequest.GoMod(path, module.Version);
        ModuleRequest[] files = module.GoModOnly ? [mod] : [new ModuleRequest.Info(path, module.Version), mod, new ModuleRequest.Zip(path, module.Version)];
        var fetched = false;
        foreach (var file in files)
        {
            var (cause, failure) = await BringAsync(file, cancellationToken);
            if (failure is not null)
            {
                return new PrefetchOutcome.Failed(failure);
            }

            fetched |= cause != AnswerCause.Hit;
        }

        return fetched ? new PrefetchOutcome.Fetched() : new PrefetchOutcome.Here();
    }

    private async Task<(AnswerCause Cause, string? Failure)> BringAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        var answer = await modules.AnswerAsync(request, RequestTerms.Usual, cancellationToken);
        switch (answer)
        {
            case ServedAnswer.Found found:
                await using (found.Content)
                {
                    return (found.Cause, await WaitAsync(found.Content, cancellationToken));
                }

            case ServedAnswer.Absent absent:
                return (absent.Cause, absent.Reason);
            case ServedAnswer.Refused refused:
                return (refused.Cause, refused.Reason);
            default:
                return (answer.Cause, ((ServedAnswer.Failed)answer).Reason);
        }
    }

    // Behind its last byte there is nothing to read of a file, but before that is certain it must have come, and be right. What is through is stored.
    private static async Task<string?> WaitAsync(ServedContent content, CancellationToken cancellationToken)
    {
        if (content.Bytes is not null || content.Handle is not null)
        {
            return null;
        }

        try
        {
            await content.ReadAsync(new byte[1], long.MaxValue, cancellationToken);
            await content.WaitUntilSettledAsync(cancellationToken);
            return null;
        }
        catch (SutlerException failure)
        {
            return failure.Message;
        }
    }
}
