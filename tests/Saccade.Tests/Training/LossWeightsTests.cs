using Saccade.Images;
using Saccade.Training;

namespace Saccade.Tests.Training;

public sealed class LossWeightsTests
{
    [Fact]
    public void Balanced_classes_weigh_the_same_altogether_and_one_that_does_not_occur_weighs_1()
    {
        // 6, 3 and 1 of 10 images, of 3 classes that occur.
        Labels labels = new(new[] { 0, 0, 0, 0, 0, 0, 1, 1, 1, 3 });

        double[] weights = LossWeights.Balance(labels, 4);

        Assert.Equal([10 / 18.0, 10 / 9.0, 1, 10 / 3.0], weights);
        Assert.Equal(1, labels.ToArray().Average(label => weights[label]), 1e-12);
    }

    [Fact]
    public void Weights_of_classes_stay_with_the_action_term_alone()
    {
        LossWeights weights = new(2, 3, 4) { Classes = new double[] { 5, 6 } };

        Assert.Equal(6, weights.Only("action").OfClass(1));
        Assert.Equal(1, weights.Only("baseline").OfClass(1));
        Assert.Equal(1, new LossWeights(1, 1, 1).OfClass(7));
    }
}
