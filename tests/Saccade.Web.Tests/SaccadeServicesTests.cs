using Microsoft.Extensions.DependencyInjection;
using Saccade.DependencyInjection;
using Saccade.Errors;
using Saccade.Inference;

namespace Saccade.Web.Tests;

public sealed class SaccadeServicesTests
{
    [Fact]
    public void A_classifier_is_loaded_once_when_it_is_needed_and_freed_with_the_services()
    {
        using TemporaryFolder folder = new();
        string model = folder["model.safetensors"];
        TestModels.WriteUntrained(model);
        AttentionClassifier classifier;
        using (ServiceProvider services = new ServiceCollection().AddSaccade(model).AddSaccade("nothing").BuildServiceProvider())
        {
            // The last one counts, as everywhere in .NET, and only a request loads it.
            Assert.Equal(ErrorKind.Unknown, Assert.Throws<SaccadeException>(services.GetRequiredService<AttentionClassifier>).Error.Kind);
        }
        using (ServiceProvider services = new ServiceCollection().AddSaccade(model, new() { Glimpses = 2 }).BuildServiceProvider())
        {
            classifier = services.GetRequiredService<AttentionClassifier>();
            Assert.Same(classifier, services.GetRequiredService<AttentionClassifier>());
            Assert.Equal(2, classifier.Classify(new byte[60 * 60], 60, 60).Glimpses.Count);
        }
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(new byte[60 * 60], 60, 60));
    }

    [Fact]
    public void Several_models_have_keys()
    {
        using TemporaryFolder folder = new();
        TestModels.WriteUntrained(folder["one.safetensors"]);
        TestModels.WriteUntrained(folder["other.safetensors"], seed: 1);
        using ServiceProvider services = new ServiceCollection()
            .AddKeyedSaccade("one", folder["one.safetensors"]).AddKeyedSaccade("other", folder["other.safetensors"]).BuildServiceProvider();

        Assert.Same(Of("one"), Of("one"));
        Assert.NotEqual(Answer("one"), Answer("other"));

        AttentionClassifier Of(string key) => services.GetRequiredKeyedService<AttentionClassifier>(key);
        float[] Answer(string key) => [.. Of(key).Classify(new byte[60 * 60], 60, 60).Probabilities];
    }
}
