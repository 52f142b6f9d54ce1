using Sutler.Errors;
using Sutler.Go.Direct.Bazaar;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Direct.Git;
using Sutler.Go.Direct.Fossil;
using Sutler.Go.Direct.Mercurial;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Direct.Subversion;
using Sutler.GoModules;

namespace Sutler.Go.Direct;

/// <summary>The repositories of a run, each opened once. Thread-safe.</summary>
public sealed class CodeRepositories(DirectContext context)
{
    private readonly OnceMap<(string Vcs, string Url), ICodeRepository> _opened = new();

    /// <summary>Opens the repository at a root whose system GOVCS allows; a proxy (<c>mod</c>) is none.</summary>
    /// <exception cref="SutlerException">The repository cannot be opened. It never has <c>IsNotExist</c>: where the module is, is known. Spec: DISC-12.</exception>
    public Task<ICodeRepository> OpenAsync(RepositoryRoot root, CancellationToken cancellationToken) =>
        _opened.GetAsync((root.Vcs, root.Url), token => OpenAsync(root.Vcs, root.Url, token), cancellationToken);

    private async Task<ICodeRepository> OpenAsync(string vcs, string url, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(context, vcs, url, cancellationToken);
        }
        catch (SutlerException failure) when (failure.IsNotExist)
        {
            throw new SutlerException(failure.Message, failure) { IsNotExist = false };
        }
    }

    // One line for each system.
    private static Task<ICodeRepository> OpenAsync(DirectContext context, string vcs, string url, CancellationToken cancellationToken) => vcs switch
    {
        "git" => GitRepository.OpenAsync(context, url, cancellationToken),
        "hg" => CommandRepository.OpenAsync(new MercurialTable(), context, url, cancellationToken),
        "svn" => CommandRepository.OpenAsync(new SubversionTable(), context, url, cancellationToken),
        "bzr" => CommandRepository.OpenAsync(new BazaarTable(), context, url, cancellationToken),
        "fossil" => CommandRepository.OpenAsync(new FossilTable(), context, url, cancellationToken),
        _ => throw new SutlerException($"unknown vcs: {vcs} {UrlSecrets.Mask(url)}"),
    };
}
